/** Every service that Lockstead serves: one line each. */
import type { ServiceDefinition } from '#service/service';
import { type AccountParts, account } from './account/index.ts';
import { type CostParts, costExplorer } from './ce/index.ts';
import { type CloudTrailParts, cloudTrail } from './cloudtrail/index.ts';
import { type IamParts, iam } from './iam/index.ts';
import { type KmsParts, kms } from './kms/index.ts';
import { type OrganizationsParts, organizations } from './organizations/index.ts';
import { type S3Parts, s3 } from './s3/index.ts';
import { s3Control } from './s3control/index.ts';
import { type StsParts, sts } from './sts/index.ts';
import { tagging } from './tagging/index.ts';

/** What services are given when they are put together: each says in its index.ts what it needs of it. */
type ServiceParts = AccountParts &
  CloudTrailParts &
  CostParts &
  IamParts &
  KmsParts &
  OrganizationsParts &
  S3Parts &
  StsParts;

/** In no order that matters: each is told from the others by its requests. */
export function services(parts: ServiceParts): readonly ServiceDefinition[] {
  const own = [
    account(parts),
    cloudTrail(parts),
    costExplorer(parts),
    iam(parts),
    kms(parts),
    organizations(parts),
    s3(parts),
    s3Control(),
    sts(parts),
  ];
  return [...own, tagging(own.flatMap(({ resources = [] }) => resources))];
}
