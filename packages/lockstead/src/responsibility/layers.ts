/**
 * The layers of a system that somebody must answer for, from the building up to the user's own computer. AWS's page on the shared
 * responsibility model draws them: https://aws.amazon.com/compliance/shared-responsibility-model/
 */

/** In the order of the picture, the ground first. */
export const layers = [
  'facility',
  'hardware',
  'hypervisor',
  'physical-network',
  'virtual-network',
  'guest-os',
  'runtime',
  'platform-patching',
  'application',
  'identity',
  'data',
  'encryption-at-rest',
  'key-custody',
  'encryption-in-transit',
  'logging',
  'backup',
  'client-side',
] as const;

export type Layer = (typeof layers)[number];

interface LayerWords {
  /** For tables and the picture: a few words. */
  readonly label: string;
  /** What somebody asks who wants to know about it. */
  readonly question: string;
  /** Other words that name it, in small letters. */
  readonly alsoCalled: readonly string[];
}

export const layerWords: Readonly<Record<Layer, LayerWords>> = {
  facility: {
    label: 'Building',
    question: 'Who guards the building and its power?',
    alsoCalled: ['building', 'datacenter', 'data-center'],
  },
  hardware: { label: 'Hardware', question: 'Who looks after servers and disks?', alsoCalled: ['servers', 'disks'] },
  hypervisor: {
    label: 'Hypervisor',
    question: 'Who keeps customers on one machine apart?',
    alsoCalled: ['virtualization', 'virtualisation'],
  },
  'physical-network': { label: 'Cables and routers', question: 'Who runs the physical network?', alsoCalled: [] },
  'virtual-network': {
    label: 'Virtual network',
    question: 'Who decides which traffic gets in?',
    alsoCalled: ['network', 'firewall', 'security-groups'],
  },
  'guest-os': {
    label: 'Operating system',
    question: 'Who patches the operating system?',
    alsoCalled: ['os', 'operating-system'],
  },
  runtime: {
    label: 'Runtime and engine',
    question: 'Who chooses and sets up the software that runs the application?',
    alsoCalled: ['engine'],
  },
  'platform-patching': {
    label: 'Platform updates',
    question: 'Who brings security updates to that software?',
    alsoCalled: ['patching', 'platform'],
  },
  application: { label: 'Application', question: 'Who answers for the application?', alsoCalled: ['app', 'code'] },
  identity: {
    label: 'Identity and access',
    question: 'Who decides who may do what?',
    alsoCalled: ['iam', 'access', 'identity-and-access'],
  },
  data: {
    label: 'Data',
    question: 'Who says what the data is worth, and who may see it?',
    alsoCalled: ['classification'],
  },
  'encryption-at-rest': {
    label: 'Encryption at rest',
    question: 'Who encrypts what is stored?',
    alsoCalled: ['at-rest', 'encryption'],
  },
  'key-custody': { label: 'Keys', question: 'Who holds the encryption keys?', alsoCalled: ['keys', 'key', 'kms'] },
  'encryption-in-transit': {
    label: 'Encryption in transit',
    question: 'Who encrypts what travels?',
    alsoCalled: ['in-transit', 'tls', 'transit'],
  },
  logging: { label: 'Logging', question: 'Who records what was done?', alsoCalled: ['logs', 'audit'] },
  backup: { label: 'Backup', question: 'Who keeps copies, and can restore them?', alsoCalled: ['backups', 'restore'] },
  'client-side': {
    label: "User's computer",
    question: "Who protects the user's own computer?",
    alsoCalled: ['client', 'endpoint'],
  },
};

/** By its name or another word for it, in any case, with spaces, dashes or underscores. `undefined`: there is no such layer. */
export function findLayer(text: string): Layer | undefined {
  const wanted = text
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  return layers.find((layer) => layer === wanted || layerWords[layer].alsoCalled.includes(wanted));
}
