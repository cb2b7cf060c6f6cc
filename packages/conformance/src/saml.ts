/**
 * The identity provider of a company before Lockstead: assertions made by `samlp`, carried by the AWS CLI, judged by Lockstead and by `xmlsec1` beside it.
 * Both have to say the same of each. Without `xmlsec1` (Debian: apt-get install xmlsec1) that part is skipped, with a message.
 */
import { execFile, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { startLockstead } from 'lockstead';
import { generate } from 'selfsigned';
import { type CompanyIdp, companyIdp } from './company-idp.ts';

interface Said {
  readonly ok: boolean;
  readonly text: string;
}

type Cli = (args: readonly string[], signed?: boolean) => Promise<Said>;

const sessionName = 'jane@company.example';

/** `aws`: the command. */
export async function speakSaml(aws: string): Promise<boolean> {
  const cloud = await startLockstead({ ephemeral: true });
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-saml-'));
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  const base = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const cli: Cli = async (args, signed = true) => {
    try {
      const { stdout } = await promisify(execFile)(aws, [...args, '--output', 'text'], {
        env: signed ? { ...base, ...keys } : base,
      });
      return { ok: true, text: stdout.trim() };
    } catch (error) {
      return { ok: false, text: String((error as { stderr?: string }).stderr ?? error).trim() };
    }
  };
  try {
    const failures = await new Visit(cli, folder, cloud.accountId).failures();
    for (const failure of failures) process.stdout.write(`SAML: ${failure}\n`);
    return failures.length === 0;
  } finally {
    rmSync(folder, { recursive: true });
    await cloud.stop();
  }
}

class Visit {
  readonly #cli: Cli;
  readonly #folder: string;
  readonly #role: string;
  readonly #provider: string;
  readonly #failures: string[] = [];
  #files = 0;

  constructor(cli: Cli, folder: string, account: string) {
    this.#cli = cli;
    this.#folder = folder;
    this.#role = `arn:aws:iam::${account}:role/clerk`;
    this.#provider = `arn:aws:iam::${account}:saml-provider/Company`;
  }

  async failures(): Promise<readonly string[]> {
    const idp = await companyIdp();
    const opener = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = {
      publicKey: opener.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      privateKey: opener.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    const { cert } = await generate([{ name: 'commonName', value: 'aws' }], { keyPair: pem });
    await this.#setUp(idp, pem.privateKey);
    const employee = { name: sessionName, roles: [{ role: this.#role, provider: this.#provider }] };

    const genuine = await idp.response(employee);
    await this.#same('an assertion of the company', idp, genuine, true);
    await this.#same('one letter changed', idp, (await idp.response(employee)).replaceAll('jane@', 'root@'), false);
    const other = await companyIdp();
    await this.#same("an impostor's", idp, await other.response(employee), false);
    await this.#judged('the same one again', genuine, false);
    await this.#judged('an encrypted one', await idp.response(employee, cert), true);
    return this.#failures;
  }

  async #setUp(idp: CompanyIdp, privateKey: string): Promise<void> {
    const trust = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: this.#provider },
        Action: 'sts:AssumeRoleWithSAML',
        Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      },
    };
    const document = this.#file(idp.metadata);
    const steps = [
      ['iam', 'create-saml-provider', '--name', 'Company', '--saml-metadata-document', `file://${document}`],
      [
        ...['iam', 'update-saml-provider', '--saml-provider-arn', this.#provider],
        ...['--add-private-key', `file://${this.#file(privateKey)}`],
      ],
      ['iam', 'create-role', '--role-name', 'clerk', '--assume-role-policy-document', JSON.stringify(trust)],
    ];
    for (const step of steps) {
      const { ok, text } = await this.#cli(step);
      this.#check(`aws ${step[1]}`, ok, text);
    }
  }

  /** Lockstead and xmlsec1 agree about the message. */
  async #same(what: string, idp: CompanyIdp, response: string, isGood: boolean): Promise<void> {
    await this.#judged(what, response, isGood);
    const said = this.#xmlsec(idp, response);
    if (said !== undefined) this.#check(`${what}, by xmlsec1`, said === isGood, String(said));
  }

  async #judged(what: string, response: string, isGood: boolean): Promise<void> {
    const assertion = this.#file(Buffer.from(response).toString('base64'));
    const query = ['--query', '[Subject,AssumedRoleUser.Arn]'];
    const { ok, text } = await this.#cli(
      [
        ...['sts', 'assume-role-with-saml', '--role-arn', this.#role, '--principal-arn', this.#provider],
        ...['--saml-assertion', `file://${assertion}`, ...query],
      ],
      false,
    );
    const expected = isGood ? text.startsWith(sessionName) : text.includes('(InvalidIdentityToken)');
    this.#check(what, ok === isGood && expected, text);
  }

  /** Undefined where it is not installed. */
  #xmlsec(idp: CompanyIdp, response: string): boolean | undefined {
    const certificate = this.#file(idp.certificate);
    const { error, status } = spawnSync('xmlsec1', [
      ...['--verify', '--pubkey-cert-pem', certificate, '--enabled-key-data', 'key-name,rsa'],
      ...['--id-attr:ID', 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion', this.#file(response)],
    ]);
    if (error === undefined) return status === 0;
    process.stdout.write('SAML: skipped beside xmlsec1, which is not installed (Debian: apt-get install xmlsec1)\n');
    return undefined;
  }

  #file(content: string): string {
    const path = join(this.#folder, `file-${this.#files++}`);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  #check(what: string, holds: boolean, seen: string): void {
    if (!holds) this.#failures.push(`${what}: ${seen}`);
  }
}
