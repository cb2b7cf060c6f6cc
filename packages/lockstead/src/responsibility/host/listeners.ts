/** On which addresses a process and its children listen, as Linux tells in /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface Listening {
  /** `127.0.0.1`, `::1`; `0.0.0.0` and `::` mean every address. */
  readonly address: string;
  readonly port: number;
}

const listenState = '0A';
const processesMax = 100_000;

/** `undefined`: the system does not tell, or there is no such process of ours. `root` stands for `/`. */
export function listenersOf(pid: number, root = '/'): readonly Listening[] | undefined {
  const sockets = new Set<string>();
  const family = [pid, ...childrenOf(pid, root)];
  for (const each of family) {
    const own = socketsOf(each, root);
    if (own === undefined && each === pid) return undefined;
    for (const inode of own ?? []) sockets.add(inode);
  }
  const found = new Map<string, Listening>();
  for (const file of ['tcp', 'tcp6']) {
    for (const { inode, ...listening } of tableOf(join(root, 'proc', String(pid), 'net', file)))
      if (sockets.has(inode)) found.set(`${listening.address} ${listening.port}`, listening);
  }
  return [...found.values()];
}

export function isLoopback({ address }: Listening): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** All that descend from it. */
function childrenOf(pid: number, root: string): readonly number[] {
  const parents = new Map<number, number[]>();
  const names = read(() => readdirSync(join(root, 'proc'))) ?? [];
  for (const name of names.filter((each) => /^\d+$/.test(each)).slice(0, processesMax)) {
    const stat = read(() => readFileSync(join(root, 'proc', name, 'stat'), 'utf8'));
    // The name, in parentheses, may hold anything; state and parent stand after it.
    const [, parent] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    if (parent !== undefined) parents.set(Number(parent), [...(parents.get(Number(parent)) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (let todo = parents.get(pid) ?? []; todo.length > 0; ) {
    found.push(...todo);
    todo = todo.flatMap((each) => parents.get(each) ?? []);
  }
  return found;
}

function socketsOf(pid: number, root: string): readonly string[] | undefined {
  const folder = join(root, 'proc', String(pid), 'fd');
  return read(() => readdirSync(folder))?.flatMap((name) => {
    const target = read(() => readlinkSync(join(folder, name))) ?? '';
    const [, inode] = /^socket:\[(\d+)\]$/.exec(target) ?? [];
    return inode === undefined ? [] : [inode];
  });
}

/** https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html */
function tableOf(path: string): readonly (Listening & { readonly inode: string })[] {
  const text = read(() => readFileSync(path, 'utf8')) ?? '';
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [hex = '', port = ''] = local.split(':');
      if (state !== listenState || !/^([0-9A-F]{8}|[0-9A-F]{32})$/.test(hex)) return [];
      return [{ address: addressOf(hex), port: Number.parseInt(port, 16), inode }];
    });
}

/** Words of 32 bits, each in the machine's order; those on which Node runs begin with the lowest byte. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16)),
  );
  if (bytes.length === 4) return bytes.join('.');
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((at) => (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16));
  if (groups.every((group) => group === '0')) return '::';
  if (groups.slice(0, 7).every((group) => group === '0') && groups[7] === '1') return '::1';
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff')
    return `::ffff:${bytes.slice(12).join('.')}`;
  return groups.join(':');
}

function read<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
