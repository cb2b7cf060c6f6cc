/**
 * Software as a service: a finished product that a vendor runs, on AWS or elsewhere. The vendor is AWS's customer; you are the vendor's.
 * AWS's own finished products (Amazon Connect, WorkMail) stand here as well: there AWS is the vendor.
 */
import { customer, inherited, notSettled, provider, shared } from '../cell.ts';
import type { Cells, ServiceProfile } from '../profile.ts';

const saas: Cells = {
  facility: inherited(
    'cloudTypes',
    'The vendor’s provider guards the buildings: you do not even learn which they are.',
  ),
  hardware: inherited('cloudTypes', 'The vendor, or its provider, looks after servers and disks.'),
  hypervisor: inherited('cloudTypes', 'The vendor’s provider keeps the vendor’s machines apart from those of others.'),
  'physical-network': inherited('cloudTypes', 'The vendor’s provider runs the cables and routers.'),
  'virtual-network': provider('cloudTypes', 'The vendor lays out its own networks and firewalls.'),
  'guest-os': provider(
    'cloudTypes',
    'The vendor patches all operating systems of its product: you only use the product, and see no system.',
  ),
  runtime: provider('cloudTypes', 'The vendor chooses what its product runs on.'),
  'platform-patching': provider('cloudTypes', 'The vendor updates everything under its product.'),
  application: provider(
    'saasLens',
    'The vendor writes and updates the product, and keeps its customers’ data apart from each other.',
  ),
  identity: shared(
    'saasIdentity',
    'The vendor builds sign-in and roles; you decide who gets an account, and with which role.',
    'Connect your company’s sign-in, require MFA, and close the accounts of those who leave.',
  ),
  data: customer(
    'model',
    'The vendor does not know what your data is worth: you decide what to put in.',
    'Decide which classes of data may go into the product, and what it may share.',
  ),
  'encryption-at-rest': notSettled(
    'cloudTypes',
    'No page of AWS settles whether a vendor encrypts what it stores: the contract with the vendor does.',
    'Ask the vendor for its audit report, and read there what is encrypted.',
  ),
  'key-custody': notSettled(
    'cloudTypes',
    'No page of AWS settles who holds a vendor’s keys: the contract with the vendor does.',
    'Ask whether the product takes a key of yours, and what happens to copies when you withdraw it.',
  ),
  'encryption-in-transit': shared(
    'tls',
    'The vendor serves the product over TLS; your browsers and integrations must use it.',
    'Use HTTPS for integrations, and check certificates.',
  ),
  logging: notSettled(
    'cloudTypes',
    'No page of AWS settles what a vendor records and shows you: the contract with the vendor does.',
    'Ask for the product’s audit log, and collect it with your own logs.',
  ),
  backup: notSettled(
    'cloudTypes',
    'No page of AWS settles whether a vendor restores what you deleted: the contract with the vendor does.',
    'Ask how long deleted data can be restored, and export what you cannot lose.',
  ),
  'client-side': customer(
    'model',
    'The browsers and phones with which your people use the product are yours.',
    'Keep them up to date, and protect them against theft of sessions.',
  ),
};

export const software: readonly ServiceProfile[] = [
  {
    service: 'saas',
    title: 'Software as a service',
    serviceClass: 'software',
    provider: 'the vendor',
    cells: saas,
  },
];
