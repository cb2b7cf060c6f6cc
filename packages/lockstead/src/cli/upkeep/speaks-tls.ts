/** Whether somebody who connects to a port is answered in TLS. */
import { connect } from 'node:tls';

const answerMsMax = 1000;

/** `host` is an address of this machine. Who the certificate names is not asked: only whether what travels is encrypted. */
export function speaksTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: answerMsMax });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
