/** What other files of Lockstead may use of KMS. Services use keys by calling KMS's operations. */
export { Vault } from './vault/vault.ts';
