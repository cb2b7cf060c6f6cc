/** Step 3: who asks, and the body that came with it: whole and checked, or opened, to be checked while it comes. */
import { bodyReader, type ClaimOutcome, isS3Family, type SignatureError } from '@lockstead/wire';
import type { Session } from '#service/session';
import { type Authenticated, type Authenticator, authenticate, authenticateHead } from './authenticate.ts';
import { contentOf, type Signed } from './body-content.ts';
import { streamTooLarge } from './http/body-errors.ts';
import type { Incoming } from './incoming.ts';
import type { Received } from './receive.ts';
import { type RefusingService, refuse } from './refuse.ts';
import { StreamedBody } from './streamed-body.ts';

export interface Admitted extends Authenticated {
  readonly body: Buffer | StreamedBody;
}

/** S3 takes no body of unknown length. */
const lengthNotSaid: SignatureError = {
  code: 'MissingContentLength',
  message: 'You must provide the Content-Length HTTP header.',
};

const nobody: Session = { principal: { kind: 'anonymous' } };

export async function admit(
  authenticator: Authenticator,
  incoming: Incoming,
  { route, body }: Received,
  claimed: ClaimOutcome,
  relieve: (() => void) | undefined,
): Promise<Admitted> {
  const { request } = incoming;
  const asked: RefusingService = { signingName: route.entry.signingName, protocol: route.protocol, model: route.model };
  const authentication = route.operation.authentication ?? 'sigv4';
  if (authentication === 'none' || (authentication === 'anonymousAllowed' && claimed.kind === 'none')) {
    const content = body === undefined ? open(incoming, {}, asked, relieve) : await contentOf(request, {}, body, asked);
    return { session: nobody, region: authenticator.homeRegion, body: content };
  }
  if (body !== undefined) return await authenticate(authenticator, request, body, asked, claimed);
  if (claimed.kind === 'claim' && claimed.claim.payload.kind === 'wholeBody') {
    // Its signature covers the body, and does not say so: there is nothing to know before all of it is here.
    return await authenticate(authenticator, request, await incoming.readBody(), asked, claimed);
  }
  const { session, region, ...signed } = await authenticateHead(authenticator, incoming, asked, claimed);
  return { session, region, body: open(incoming, signed, asked, relieve) };
}

/** Nothing of it is read yet. */
function open(
  incoming: Incoming,
  { claim, signingKey }: Signed,
  asked: RefusingService,
  relieve: (() => void) | undefined,
): StreamedBody {
  const { request, streamBytesMax } = incoming;
  const announced = request.headers['x-amz-decoded-content-length'] ?? request.headers['content-length'];
  if (Number(announced ?? 0) > streamBytesMax) throw streamTooLarge(streamBytesMax);
  const reading = bodyReader(request, claim, {
    ...(signingKey === undefined ? {} : { signingKey }),
    ...(relieve === undefined ? {} : { relieve }),
  });
  if (!reading.ok) throw refuse(asked, reading.error);
  if (isS3Family(asked.signingName) && announced === undefined && request.headers['transfer-encoding'] !== undefined) {
    throw refuse(asked, lengthNotSaid);
  }
  return new StreamedBody({
    pump: (sink) => incoming.pumpBody(sink),
    reader: reading.stream,
    said: (error) => refuse(asked, error),
    bytesMax: streamBytesMax,
  });
}
