import { underStress } from './stress.ts';

underStress([1, 2]);
