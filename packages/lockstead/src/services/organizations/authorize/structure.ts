/** The organization itself, its root and OUs, and tags. */
import { requestTagKeys } from '../../tags/condition-keys.ts';
import type { OrganizationsAuthorization } from '../operation.ts';
import { askedOf, onId, pair, tagging } from './pairs.ts';

export const structureAuthorization = {
  CreateOrganization: async (_input, reader, context) => [pair(await askedOf(reader, context), 'CreateOrganization')],
  DescribeOrganization: async (_input, reader, context) => [
    pair(await askedOf(reader, context), 'DescribeOrganization'),
  ],
  DeleteOrganization: async (_input, reader, context) => [pair(await askedOf(reader, context), 'DeleteOrganization')],
  ListRoots: async (_input, reader, context) => [pair(await askedOf(reader, context), 'ListRoots')],
  CreateOrganizationalUnit: async ({ ParentId, Tags }, reader, context) => {
    const asked = await askedOf(reader, context);
    return [await onId(asked, 'CreateOrganizationalUnit', ParentId, requestTagKeys(Tags)), ...tagging(asked, Tags)];
  },
  DescribeOrganizationalUnit: async ({ OrganizationalUnitId }, reader, context) => [
    await onId(await askedOf(reader, context), 'DescribeOrganizationalUnit', OrganizationalUnitId),
  ],
  UpdateOrganizationalUnit: async ({ OrganizationalUnitId }, reader, context) => [
    await onId(await askedOf(reader, context), 'UpdateOrganizationalUnit', OrganizationalUnitId),
  ],
  DeleteOrganizationalUnit: async ({ OrganizationalUnitId }, reader, context) => [
    await onId(await askedOf(reader, context), 'DeleteOrganizationalUnit', OrganizationalUnitId),
  ],
  ListOrganizationalUnitsForParent: async ({ ParentId }, reader, context) => [
    await onId(await askedOf(reader, context), 'ListOrganizationalUnitsForParent', ParentId),
  ],
  ListParents: async ({ ChildId }, reader, context) => [
    await onId(await askedOf(reader, context), 'ListParents', ChildId),
  ],
  ListChildren: async ({ ParentId }, reader, context) => [
    await onId(await askedOf(reader, context), 'ListChildren', ParentId),
  ],
  TagResource: async ({ ResourceId, Tags }, reader, context) => [
    await onId(await askedOf(reader, context), 'TagResource', ResourceId, requestTagKeys(Tags)),
  ],
  UntagResource: async ({ ResourceId, TagKeys }, reader, context) => [
    await onId(await askedOf(reader, context), 'UntagResource', ResourceId, { 'aws:TagKeys': TagKeys }),
  ],
  ListTagsForResource: async ({ ResourceId }, reader, context) => [
    await onId(await askedOf(reader, context), 'ListTagsForResource', ResourceId),
  ],
} satisfies OrganizationsAuthorization;
