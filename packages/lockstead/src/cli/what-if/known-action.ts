/** Actions as AWS's authorization reference has them. An action that does not exist is denied to everybody, so asking about it would be useless. */
import { servicePrefixes, serviceReference } from '@lockstead/policy/reference';
import { didYouMean } from '#config/nearest';

/** Calls of Lockstead's own, which AWS's reference does not have. */
const ownPrefix = 'lockstead';

/** Why there is no such action, as a sentence without its full stop; undefined where there is one. Capitals do not matter. */
export function whyNoAction(action: string): string | undefined {
  const colon = action.indexOf(':');
  if (colon < 1 || colon === action.length - 1) return `"${action}" is not an action such as s3:GetObject`;
  const [prefix, name] = [action.slice(0, colon).toLowerCase(), action.slice(colon + 1)];
  if (prefix === ownPrefix) return undefined;
  const service = serviceReference(prefix);
  if (service === undefined) return `there is no service "${prefix}"${didYouMean(prefix, servicePrefixes)}`;
  if (service.actions.has(name.toLowerCase())) return undefined;
  if (/[*?]/.test(name)) return `"${action}" is a pattern: name one action`;
  const names = [...service.actions.values()].map((each) => each.name);
  return `there is no action "${action}"${didYouMean(name, names).replace('mean ', `mean ${prefix}:`)}`;
}
