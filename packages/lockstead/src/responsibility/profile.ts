/** A service as the model sees it. */
import type { Cell } from './cell.ts';
import type { Layer } from './layers.ts';

/** From the one with which the customer has most to do, to the one with least. */
export type ServiceClass = 'infrastructure' | 'containers' | 'platform' | 'abstract' | 'software';

export const serviceClassWords: Readonly<Record<ServiceClass, string>> = {
  infrastructure: 'infrastructure (IaaS): you rent machines, disks and networks',
  containers: 'containers: you bring container images',
  platform: 'platform (PaaS): AWS runs the software under your application',
  abstract: 'abstract service: you only call its endpoints',
  software: 'software as a service (SaaS): you use a finished product',
};

export interface ServiceProfile {
  /** As it is asked for. */
  readonly service: string;
  readonly title: string;
  readonly serviceClass: ServiceClass;
  /** Who is the provider: AWS, or the vendor of a finished product. */
  readonly provider: 'AWS' | 'the vendor';
  readonly cells: Readonly<Record<Layer, Cell>>;
}

export type Cells = ServiceProfile['cells'];
