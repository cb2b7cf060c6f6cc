/** Who answers for which layer of what: the shared responsibility model, asked. */
import { answerFor, answersForArn, profilesOf, type ServiceAnswer, type Wanted } from '#responsibility/ask';
import type { Side } from '#responsibility/cell';
import { findLayer, layers } from '#responsibility/layers';
import { usuallyShown } from '#responsibility/services';
import { type AdminCall, AdminError, json } from './admin.ts';
import type { FindResource } from './find-resource.ts';

const askedMax = 20;

/**
 * `?what=SERVICE|RESOURCE-TYPE|ARN`, as often as wanted, `&layer=…&side=customer|provider`: `{services: [{service, title, answers: […]}]}`.
 * Without `what`, one service of each class.
 */
export function responsibility(find: FindResource): AdminCall {
  return {
    method: 'GET',
    path: 'responsibility',
    action: 'GetResponsibility',
    async handle({ query }) {
      const extra = [...query.keys()].find((name) => !['what', 'layer', 'side'].includes(name));
      if (extra !== undefined) throw badRequest(`"${extra}" is not a parameter of this call.`);
      const wanted = wantedIn(query);
      const asked = query.getAll('what');
      if (asked.length > askedMax) throw badRequest(`At most ${askedMax} services are asked for in one call.`);
      const services: ServiceAnswer[] = [];
      for (const what of asked.length === 0 ? usuallyShown : asked)
        services.push(...(await answersTo(what, wanted, find)));
      return json({ services });
    },
  };
}

async function answersTo(what: string, wanted: Wanted, find: FindResource): Promise<readonly ServiceAnswer[]> {
  const answers = what.startsWith('arn:')
    ? answersForArn(what, wanted, await find(what))
    : profilesOf(what)?.map((profile) => answerFor(profile, wanted));
  if (answers === undefined)
    throw new AdminError('NoSuchService', 400, `"${what}" is not a service, resource type or ARN that is known here.`);
  return answers;
}

function wantedIn(query: URLSearchParams): Wanted {
  const [layerText, sideText] = [query.get('layer'), query.get('side')];
  const layer = layerText === null ? undefined : findLayer(layerText);
  if (layerText !== null && layer === undefined)
    throw badRequest(`"${layerText}" is not a layer; the layers are ${layers.join(', ')}.`);
  if (sideText !== null && !isSide(sideText)) throw badRequest('"side" is customer or provider.');
  return { ...(layer === undefined ? {} : { layer }), ...(sideText === null ? {} : { side: sideText }) };
}

function isSide(text: string): text is Side {
  return text === 'customer' || text === 'provider';
}

function badRequest(message: string): AdminError {
  return new AdminError('BadRequest', 400, message);
}
