/**
 * Which claims of a token policies can ask for, and under which name: the issuer's address without its scheme, a colon, the claim. Claims that AWS
 * does not know of an issuer are no condition keys: a policy that asks for one matches nothing there, and nothing here.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */

type Claims = Readonly<Record<string, unknown>>;
type KeyValues = Readonly<Record<string, string | readonly string[]>>;

/** Of every issuer. `aud` and `oaud` are made from the audiences (see audience.ts). */
const common = ['sub', 'amr', 'email'] as const;

/** These stay with the session that the token opened; the others are asked for by trust policies alone. */
const keptNames: ReadonlySet<string> = new Set(['aud', 'oaud', 'sub', 'amr', 'email']);

interface Further {
  readonly issuers: RegExp;
  readonly claims: readonly string[];
}

const github = [
  'actor',
  'actor_id',
  'enterprise_id',
  'environment',
  'job_workflow_ref',
  'ref',
  'repository',
  'repository_id',
  'repository_owner_id',
  'workflow',
];

/** As the condition keys of AssumeRoleWithWebIdentity stand in AWS's authorization reference. */
const further: readonly Further[] = [
  { issuers: /^token\.actions\.githubusercontent\.com(\/[^/]+)?$/, claims: github },
  { issuers: /^token\.actions\.[^./]+\.ghe\.com$/, claims: github },
  { issuers: /^github\.com\/enterprises\/[^/]+$/, claims: github },
  {
    issuers: /^agent\.(buildkite\.com|[^./]+\.buildkite\.(dev|site))$/,
    claims: [
      'build_branch',
      'cluster_id',
      'cluster_name',
      'organization_id',
      'organization_slug',
      'pipeline_id',
      'pipeline_slug',
    ],
  },
  {
    issuers: /^gitlab\.com$/,
    claims: [
      'namespace_id',
      'pipeline_source',
      'project_id',
      'ref_protected',
      'runner_environment',
      'user_access_level',
      'user_email',
      'user_id',
      'user_login',
    ],
  },
  { issuers: /^oidc\.circleci\.com\/org\/[^/]+$/, claims: ['oidc.circleci.com/project-id'] },
  { issuers: /^idcs-[^./]+\.identity\.oraclecloud\.com$/, claims: ['rpst_id'] },
];

/** By issuer without its scheme. `audiences` are the values of `aud` and `oaud`. */
export function claimKeys(url: string, claims: Claims, audiences: Claims): KeyValues {
  const names = [...common, ...further.filter(({ issuers }) => issuers.test(url)).flatMap((one) => one.claims)];
  const found: Record<string, string | readonly string[]> = {};
  const add = (name: string, value: unknown): void => {
    const text = keyValue(value);
    if (text !== undefined) found[`${url}:${name}`] = text;
  };
  for (const [name, value] of Object.entries(audiences)) add(name, value);
  for (const name of names) if (Object.hasOwn(claims, name)) add(name, claims[name]);
  if (url === 'accounts.google.com' && typeof claims['google'] === 'object' && claims['google'] !== null) {
    add('google/organization_number', (claims['google'] as Claims)['organization_number']);
  }
  return found;
}

/** Of the keys of a token those that the session keeps. */
export function keptKeys(url: string, keys: KeyValues): KeyValues {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => keptNames.has(key.slice(url.length + 1))));
}

function keyValue(value: unknown): string | readonly string[] | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}
