/** A change of policies, told to people. */
import type { Change } from '@lockstead/policy';
import { layerPlaces } from './layer-names.ts';

export function changeLines(change: Change): readonly string[] {
  switch (change.change) {
    case 'addStatement': {
      const { layer, statement, target } = change;
      const at = target === undefined ? '' : ` at ${target}`;
      return [`Add to ${layerPlaces[layer]}${at}:`, ...json(statement)];
    }
    case 'removeStatement': {
      const { by, target } = change;
      const sid = by.sid === undefined ? '' : ` ("${by.sid}")`;
      const at = target === undefined ? '' : `, attached to ${target}`;
      return [`Take statement ${by.statement}${sid} out of ${by.arn ?? by.policy}${at}: it denies this.`];
    }
    case 'replaceBoundary':
      return [
        'Give the caller a permissions boundary again (its policy was deleted), with:',
        ...json(change.statement),
      ];
  }
}

function json(value: object): readonly string[] {
  return JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => `  ${line}`);
}
