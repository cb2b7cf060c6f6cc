/** Listening as the configuration says. */
import { cannotListen } from '#config/cannot-listen';
import type { Config } from '#config/config';
import { type ListenerOptions, type Listening, listen } from '#gateway/http/listener';
import { invariant } from '#kernel/invariant';
import { relieveMemory } from '#kernel/memory';
import { parseNetworks } from '#kernel/networks';

export interface ListenParts extends Pick<ListenerOptions, 'log' | 'timers' | 'entropy' | 'metrics' | 'securityLog'> {
  /** Of `--tls-self-signed`: made at the first start. */
  readonly tls: ListenerOptions['tls'] | undefined;
}

/** Throws `BadConfig` where it cannot. */
export async function listenOn(
  config: Config,
  { tls, ...parts }: ListenParts,
  handlers: Parameters<typeof listen>[1],
): Promise<Listening> {
  const secured = config.tls === 'selfSigned' ? tls : config.tls;
  invariant(config.tls !== 'selfSigned' || secured !== undefined, 'a self-signed certificate has been made');
  try {
    return await listen(
      {
        host: config.host,
        port: config.port,
        ...(secured === undefined ? {} : { tls: secured }),
        hosts: { allowed: config.allowedHosts, origins: config.corsOrigins },
        ...(config.trustedProxies.length === 0 ? {} : { trustedProxies: parseNetworks(config.trustedProxies) }),
        ...parts,
        relieve: relieveMemory,
      },
      handlers,
    );
  } catch (error) {
    throw cannotListen(config, error);
  }
}
