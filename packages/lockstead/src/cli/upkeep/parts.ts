/**
 * What a backup consists of: one part for each thing that a server keeps. A service that keeps something outside the database
 * (a key ring, certificates) adds its part to the list at the end of this file.
 * The root key is not a part: whoever finds a backup must not find the key to it beside it.
 */
import { blobsPart } from './blobs-part.ts';
import type { BackupPart } from './part.ts';
import { storePart } from './store-part.ts';

export const backupParts: readonly BackupPart[] = [storePart, blobsPart];
