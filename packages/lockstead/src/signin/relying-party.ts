/** To whom a passkey belongs: the name below which all sign-in pages of this server stand, so that it is good with every account's alias. */
export function relyingParty(hostName: string): string {
  const labels = hostName.split('.');
  return labels.slice(labels.lastIndexOf('signin')).join('.');
}
