/** Why was this allowed or denied? By request id, by what a denial's message says, or the last denial (`?last=denial`). */
import { contextOf, type Explanation, explain, type Request } from '@lockstead/policy';
import { isoMillis } from '#kernel/clock';
import { parseRequestId } from '#kernel/ids';
import type { DecisionFinder, FoundDecision, KeptJudgement } from '#service/decisions';
import type { Reader } from '#store/port';
import { type AdminCall, AdminError, json } from './admin.ts';
import { keptLayers } from './kept-layers.ts';

export function decisions(finder: DecisionFinder, reader: Reader): AdminCall {
  return {
    method: 'GET',
    path: 'decisions',
    action: 'GetDecision',
    async handle({ query }) {
      const found = await find(finder, reader, query);
      if (found === undefined) {
        throw new AdminError(
          'NotFound',
          404,
          'No such decision is kept: denials stay for 24 hours, allowed requests while they are among the last 10,000 of the node that answered them.',
        );
      }
      return json(explained(found));
    },
  };
}

async function find(
  finder: DecisionFinder,
  reader: Reader,
  query: URLSearchParams,
): Promise<FoundDecision | undefined> {
  const named = query.get('requestId');
  if (named !== null) {
    const requestId = parseRequestId(named);
    if (requestId === undefined) throw new AdminError('BadRequest', 400, `"${named}" is not a request id.`);
    return await finder.find(reader, requestId);
  }
  if (query.get('last') === 'denial') return await finder.findDenial(reader, () => true);
  const [principal, action, resource] = ['principal', 'action', 'resource'].map((name) => query.get(name));
  if (principal === null || action === null || principal === undefined || action === undefined) {
    throw new AdminError('BadRequest', 400, 'Name a requestId, or a principal and an action (and a resource).');
  }
  return await finder.findDenial(
    reader,
    (denied) =>
      'arn' in denied.principal &&
      denied.principal.arn === principal &&
      denied.action.toLowerCase() === action.toLowerCase() &&
      (resource === null || resource === undefined || fitsResource(denied.resource, resource, query.has('anyPath'))),
  );
}

/** `anyPath`: IAM's denials say `role NAME` and leave the path out. */
function fitsResource(judged: string, asked: string, anyPath: boolean): boolean {
  if (judged === asked || !anyPath) return judged === asked;
  const [kind, name] = [asked.slice(0, asked.indexOf('/') + 1), asked.slice(asked.lastIndexOf('/'))];
  return judged.startsWith(kind) && judged.toLowerCase().endsWith(name.toLowerCase());
}

function explained(found: FoundDecision): object {
  return {
    requestId: found.requestId,
    at: isoMillis(found.at),
    account: found.account,
    operation: found.operation,
    allowed: found.allowed,
    audited: found.audited,
    ...(found.ignored.length === 0 ? {} : { ignored: found.ignored }),
    ...(found.refused === undefined ? {} : { refused: { ...found.refused, message: found.said } }),
    decisions: found.judged.map((judged, at) => {
      const request: Request = {
        principal: judged.principal,
        action: judged.action,
        resource: judged.resource,
        ...(judged.resourceAccount === undefined ? {} : { resourceAccount: judged.resourceAccount }),
        context: contextOf(judged.context),
      };
      return {
        action: judged.action,
        resource: judged.resource,
        principal: judged.principal,
        context: judged.context,
        ...(judged.notKnown === undefined ? {} : { notKnown: judged.notKnown }),
        ...(judged.reasons === undefined ? {} : { reasons: judged.reasons }),
        explanation: {
          ...explanationOf(request, judged, found),
          // The last pair is the one that was answered, in the words of its service.
          ...(found.said !== undefined && at === found.judged.length - 1 ? { message: found.said } : {}),
        },
      };
    }),
  };
}

/** No layer was asked about what is not known. */
function explanationOf(request: Request, judged: KeptJudgement, { documents }: FoundDecision): Explanation {
  if (judged.notKnown !== undefined) return { decision: judged.decision, decidedBy: 'identity', layers: [] };
  return explain(request, keptLayers(judged, documents), judged.rule);
}
