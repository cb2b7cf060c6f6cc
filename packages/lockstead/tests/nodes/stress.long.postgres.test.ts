import { underStress } from './stress.ts';

underStress(Array.from({ length: 30 }, (_, n) => n + 3));
