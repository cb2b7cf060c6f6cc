/**
 * Whom an assertion is meant for: AWS's sign-in page, one of its regional ones, or this installation's.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html#saml_subject-name-id
 */

/** AWS's name as a service provider. */
const serviceProvider = 'urn:amazon:webservices';
const awsPage = /^https:\/\/(?:[a-z]{2}(?:-[a-z]+)+-\d{1,2}\.)?signin\.aws\.amazon\.com\/saml(?:\/acs\/([A-Z0-9]+))?$/;

export class Recipients {
  readonly #hosts: ReadonlySet<string>;

  /** `hosts`: what this server is called beside `localhost`. */
  constructor(hosts: readonly string[]) {
    this.#hosts = new Set(['localhost', ...hosts].map((host) => `signin.${host.replace(/^\*\./, '')}`));
  }

  /** A page that takes assertions of this provider; its id may stand in the address. */
  isPage(address: string, providerId: string): boolean {
    const aws = awsPage.exec(address);
    if (aws !== null) return aws[1] === undefined || aws[1] === providerId;
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const isPath = url?.pathname === '/saml' || url?.pathname === `/saml/acs/${providerId}`;
    const isPlain = url?.search === '' && url.hash === '' && url.username === '' && url.password === '';
    const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
    return url !== undefined && isPath && isPlain && isWeb && this.#hosts.has(url.hostname);
  }

  isAudience(audience: string, providerId: string): boolean {
    return audience === serviceProvider || this.isPage(audience, providerId);
  }
}
