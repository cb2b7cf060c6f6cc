/** What other files of Lockstead may use of KMS. Services use keys by calling KMS's operations. */
export { KeysForOthers } from './keys-for-others.ts';
export { LastUses } from './last-uses.ts';
export { Vault } from './vault/vault.ts';
