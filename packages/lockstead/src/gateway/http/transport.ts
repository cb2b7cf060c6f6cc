/** How a request came: the client's address and protocol, as the peer shows them or a trusted proxy says. */
import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Transport } from '#service/request-context';

function plain(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

export function transportOf(request: IncomingMessage, trusted: BlockList | undefined): Transport {
  const peer = plain(request.socket.remoteAddress ?? '');
  const socket = request.socket as Partial<TLSSocket>;
  let secure = socket.encrypted === true;
  let sourceIp = peer;
  const { headers } = request;
  if (trusted !== undefined && isIn(trusted, peer)) {
    const forwarded = headers['x-forwarded-for'];
    const chain = typeof forwarded === 'string' ? forwarded.split(',') : [];
    // From the right: the first address that is no trusted proxy is the one that a trusted proxy saw. Whatever the client wrote stands left of it.
    for (const hop of chain.reverse()) {
      if (isIP(hop.trim()) === 0) break;
      sourceIp = plain(hop.trim());
      if (!isIn(trusted, sourceIp)) break;
    }
    const proto = headers['x-forwarded-proto'];
    if (typeof proto === 'string') secure = proto.split(',').at(-1)?.trim().toLowerCase() === 'https';
  }
  // Filled rather than spread together: this is made for every request.
  const transport: { -readonly [Name in keyof Transport]: Transport[Name] } = { sourceIp, secure };
  if (headers['user-agent'] !== undefined) transport.userAgent = headers['user-agent'];
  if (headers.referer !== undefined) transport.referer = headers.referer;
  if (headers.host !== undefined) transport.host = headers.host;
  if (socket.encrypted === true && socket.getProtocol !== undefined && socket.getCipher !== undefined) {
    transport.tls = { version: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName };
  }
  return transport;
}
