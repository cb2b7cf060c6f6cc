/** All cases of decisions, by section of the reference. */
import type { Case } from '../case.ts';
import { cornerCases } from './corners.ts';
import { decisionStructureCases } from './decision-structure.ts';
import { layerCases } from './layers.ts';
import { principalCases } from './principals.ts';
import { statementCases } from './statements.ts';

export const sections: Readonly<Record<string, readonly Case[]>> = {
  'how layers combine': decisionStructureCases,
  'layers and where they are attached': layerCases,
  'who is named, and roles assumed': principalCases,
  'what a statement matches': statementCases,
  'corners, where two rules meet': cornerCases,
};
