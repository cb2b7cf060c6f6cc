/**
 * Under which conditions an assertion counts: for whom, from when, until when. Moments are judged on the clock of the world outside.
 * SAML: https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf (4.1.4.3)
 */
import { type Instant, later } from '#kernel/clock';
import { samlNames } from '../../saml/names.ts';
import { samlInstant } from '../../saml/time.ts';
import { childrenOf, onlyChild, type XmlElement } from '../../saml/xml.ts';
import { AccessDenied, ExpiredToken, InvalidIdentityToken } from '../errors.ts';
import { samlLimits } from './limits.ts';
import type { Recipients } from './recipient.ts';

export interface Counts {
  readonly recipient: string;
  /** From then on it counts no more. */
  readonly until: Instant;
  /** The identity provider's end of the session. */
  readonly sessionUntil?: Instant;
}

/** Elements of conditions that are understood; under any other one an assertion is not valid, as SAML says. */
const understood: ReadonlySet<string> = new Set(['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']);

/** Throws `InvalidIdentityToken`, or `ExpiredToken` where it has counted and does no more. */
export function checkConditions(
  assertion: XmlElement,
  recipients: Recipients,
  providerId: string,
  now: Instant,
): Counts {
  const confirmation = confirmationOf(assertion);
  const recipient = confirmation.attributes.get('Recipient') ?? '';
  const confirmedUntil = momentOf(confirmation, 'NotOnOrAfter');
  if (recipient === '' || confirmedUntil === undefined) throw InvalidIdentityToken.samlConfirmation();
  if (!recipients.isPage(recipient, providerId)) throw InvalidIdentityToken.samlRecipient();
  const conditions = onlyChild(assertion, samlNames.assertion, 'Conditions');
  if (conditions === undefined || !isForUs(conditions, recipients, providerId)) {
    throw InvalidIdentityToken.samlAudience();
  }
  const issuedAt = momentOf(assertion, 'IssueInstant');
  if (issuedAt === undefined) throw InvalidIdentityToken.samlResponse();
  const begins = present([issuedAt, momentOf(conditions, 'NotBefore'), momentOf(confirmation, 'NotBefore')]);
  if (begins.some((begin) => begin > later(now, samlLimits.aheadMax))) throw InvalidIdentityToken.samlNotYet();
  const redeemedUntil = later(issuedAt, samlLimits.redeemedWithin);
  if (now >= redeemedUntil) throw ExpiredToken.samlRedeemed();
  const sessionUntil = sessionEnd(assertion);
  const until = earliest(present([redeemedUntil, confirmedUntil, momentOf(conditions, 'NotOnOrAfter')]));
  if (now >= until || (sessionUntil !== undefined && now >= sessionUntil)) throw ExpiredToken.samlEnded();
  return { recipient, until, ...(sessionUntil === undefined ? {} : { sessionUntil }) };
}

/** AWS: there is exactly one, and it names a recipient and an end. A name that is missing is told as if the role did not trust it. */
function confirmationOf(assertion: XmlElement): XmlElement {
  const subject = onlyChild(assertion, samlNames.assertion, 'Subject');
  if (subject === undefined) throw AccessDenied.saml();
  const confirmation = onlyChild(subject, samlNames.assertion, 'SubjectConfirmation');
  const data = confirmation && onlyChild(confirmation, samlNames.assertion, 'SubjectConfirmationData');
  if (data === undefined || confirmation?.attributes.get('Method') !== samlNames.bearer) {
    throw InvalidIdentityToken.samlConfirmation();
  }
  return data;
}

/** Every restriction has to name us; without one the assertion is meant for nobody in particular. */
function isForUs(conditions: XmlElement, recipients: Recipients, providerId: string): boolean {
  if (conditions.children.some(({ name, namespace }) => namespace !== samlNames.assertion || !understood.has(name))) {
    return false;
  }
  const restrictions = childrenOf(conditions, samlNames.assertion, 'AudienceRestriction');
  const namesUs = (restriction: XmlElement): boolean =>
    childrenOf(restriction, samlNames.assertion, 'Audience').some(({ text }) =>
      recipients.isAudience(text.trim(), providerId),
    );
  return restrictions.length > 0 && restrictions.every(namesUs);
}

/** The earliest end that a statement of authentication names. */
function sessionEnd(assertion: XmlElement): Instant | undefined {
  const statements = childrenOf(assertion, samlNames.assertion, 'AuthnStatement');
  const ends = present(statements.map((statement) => momentOf(statement, 'SessionNotOnOrAfter')));
  return ends.length === 0 ? undefined : earliest(ends);
}

/** Undefined where there is none. Throws where there is one that is no moment. */
function momentOf({ attributes }: XmlElement, name: string): Instant | undefined {
  const text = attributes.get(name);
  if (text === undefined) return undefined;
  const moment = samlInstant(text);
  if (moment === undefined) throw InvalidIdentityToken.samlResponse();
  return moment;
}

function present(moments: readonly (Instant | undefined)[]): readonly Instant[] {
  return moments.filter((moment) => moment !== undefined);
}

function earliest(moments: readonly Instant[]): Instant {
  return Math.min(...moments) as Instant;
}
