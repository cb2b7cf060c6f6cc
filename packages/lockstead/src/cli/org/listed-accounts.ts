/** The accounts of an organization, with the line that gives credentials in each. */
import { type PaperOrganization, pathName } from '#organization/paper';
import type { Paint } from '#terminal/paint';
import { table } from '#terminal/table';

export interface ListedAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Where it stands: `Workloads/Prod`, or `Root`. */
  readonly place: string;
  /** A command; absent for the management account, whose credentials one has. */
  readonly env?: string;
}

const usualRole = 'OrganizationAccountAccessRole';

/** `ids`: of what is described, by `place KEY`. */
export function listedAccounts(
  organization: PaperOrganization,
  ids: ReadonlyMap<string, string>,
): readonly ListedAccount[] {
  return [...organization.places.values()].flatMap(({ key, name, parent, account }) => {
    const id = ids.get(`place ${key}`);
    if (account === undefined || id === undefined || parent === undefined) return [];
    const isManagement = id === organization.managementAccount;
    const principal =
      account.joinedMethod === 'INVITED'
        ? `arn:aws:iam::${id}:root`
        : `arn:aws:iam::${id}:role/${account.roleName ?? usualRole}`;
    const place = pathName(organization, parent);
    return [
      { id, name, email: account.email, place, ...(isManagement ? {} : { env: `lockstead env --as ${principal}` }) },
    ];
  });
}

export function accountsText(accounts: readonly ListedAccount[], dev: boolean, paint: Paint): string {
  if (accounts.length === 0) return '';
  const rows = accounts.map(({ id, name, place }) => [id, name, place]);
  const lines = accounts.flatMap(({ env }) => (env === undefined ? [] : [`  ${env}`]));
  const note = dev
    ? []
    : [paint.dim('--as needs a server that was started with --dev; else assume the role with "aws sts assume-role".')];
  return [
    '',
    paint.bold('Accounts'),
    table(rows, { indent: '  ' }).trimEnd(),
    ...(lines.length === 0 ? [] : ['', paint.bold('Credentials in them'), ...lines, ...note]),
    '',
  ].join('\n');
}
