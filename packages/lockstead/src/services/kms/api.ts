/** What other files of Lockstead may use of KMS. Services use keys by calling KMS's operations. */
export { type Keys, openKeys } from './open-keys.ts';
