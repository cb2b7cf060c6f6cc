/** Which events a trail takes: by where they belong, by its selectors, and when it was logging. */
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { FollowedEntry, Reader } from '#store/port';
import { cloudTrailPrincipal, coveredPlace } from './organization.ts';
import type { EventView } from './selectors/event-view.ts';
import { compileSelectors, type Matches } from './selectors/match.ts';
import { defaultSelectors } from './selectors/selectors.ts';
import type { Span, TrailRecord } from './state.ts';

/** Services whose events belong to no Region, and stand in us-east-1. */
const globalSources: ReadonlySet<string> = new Set([
  'iam.amazonaws.com',
  'sts.amazonaws.com',
  'cloudfront.amazonaws.com',
  'route53.amazonaws.com',
]);
const globalRegion = 'us-east-1';

/** Made for one delivery: which accounts an organization has is looked up once for each. */
export class Taken {
  readonly #reader: Reader;
  readonly #trail: TrailRecord;
  readonly #spans: readonly Span[];
  readonly #matches: Matches;
  readonly #members = new Map<AccountId, boolean>();

  constructor(reader: Reader, trail: TrailRecord, spans: readonly Span[]) {
    this.#reader = reader;
    this.#trail = trail;
    this.#spans = spans;
    this.#matches = compileSelectors(trail.selectors ?? defaultSelectors);
  }

  async takes({ scope, at, body }: FollowedEntry): Promise<boolean> {
    const { isMultiRegion, homeRegion, includesGlobalServices } = this.#trail;
    if (scope.level !== 'region' || !(isMultiRegion || scope.region === homeRegion)) return false;
    if (!this.#wasLogging(at) || !(await this.#covers(scope.account))) return false;
    const event = JSON.parse(body) as EventView;
    const isGlobal = scope.region === globalRegion && globalSources.has(event.eventSource ?? '');
    if (isGlobal && !includesGlobalServices) return false;
    return !isOfDelivery(event) && this.#matches(event);
  }

  #wasLogging(at: Instant): boolean {
    return this.#spans.some(({ from, to }) => from <= at && (to === undefined || at <= to));
  }

  async #covers(account: AccountId): Promise<boolean> {
    const { account: own, organizationId } = this.#trail;
    if (account === own) return true;
    if (organizationId === undefined) return false;
    let isMember = this.#members.get(account);
    if (isMember === undefined) {
      isMember = (await coveredPlace(this.#reader, account))?.organizationId === organizationId;
      this.#members.set(account, isMember);
    }
    return isMember;
  }
}

/**
 * What the delivery of trails does itself: it writes objects, and S3 uses a key for them. If trails delivered that, each delivery would make the
 * next one, for ever.
 *
 * AWS DIFFERS? AWS delivers these events, and advises to leave the trail's own bucket out of its selectors.
 */
function isOfDelivery({ eventSource, eventName, userIdentity, requestParameters }: EventView): boolean {
  if (userIdentity?.type !== 'AWSService') return false;
  if (eventSource === 's3.amazonaws.com') {
    return userIdentity.invokedBy === cloudTrailPrincipal && eventName === 'PutObject';
  }
  if (eventSource !== 'kms.amazonaws.com' || eventName !== 'GenerateDataKey') return false;
  const context = requestParameters?.['encryptionContext'];
  return typeof context === 'object' && context !== null && 'aws:cloudtrail:arn' in context;
}
