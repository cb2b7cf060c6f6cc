/** What AWS does alone for every service of its own: the ground that the customer stands on. */
import { type Cell, inherited } from '../cell.ts';
import type { Layer } from '../layers.ts';

export const awsGround: Readonly<Record<'facility' | 'hardware' | 'hypervisor' | 'physical-network', Cell>> = {
  facility: inherited('dataCenters', 'AWS guards its buildings, their power and their cooling; no customer gets in.'),
  hardware: inherited('model', 'AWS buys, repairs and destroys the servers and disks.'),
  hypervisor: inherited('nitro', 'AWS runs the software that keeps customers on one machine apart, and updates it.'),
  'physical-network': inherited('model', 'AWS runs the cables and routers between its machines and buildings.'),
} satisfies Partial<Record<Layer, Cell>>;
