/** Where a key is, as one text: what work that falls due refers to. */
import { type AccountId, parseAccountId, parseRegion, type Region } from '#kernel/ids';
import { present } from '#kernel/invariant';
import { placeOfKey } from './state.ts';

export interface PlaceOfKey {
  readonly owner: AccountId;
  readonly region: Region;
  readonly keyId: string;
}

export function keyPlace({ owner, region, keyId }: PlaceOfKey): string {
  return placeOfKey(owner, region, keyId);
}

export function readKeyPlace(text: string): PlaceOfKey {
  const [account = '', regionName = '', keyId = ''] = text.split('/');
  return {
    owner: present(parseAccountId(account), 'the place of a key names its account'),
    region: present(parseRegion(regionName), 'the place of a key names its Region'),
    keyId,
  };
}
