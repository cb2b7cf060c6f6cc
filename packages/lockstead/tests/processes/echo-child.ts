/** A child for the tests: does what its requests say. */
import process from 'node:process';
import { serveParent } from '#processes/child';

let greeted = '';
const { notify } = serveParent({
  async request(payload) {
    const text = payload.toString();
    const [verb = '', ...words] = text.split(' ');
    switch (verb) {
      case 'hello':
        greeted = words.join(' ');
        return Buffer.from('welcome');
      case 'greeted':
        return Buffer.from(greeted);
      case 'refuse':
        throw new Error('no, thank you');
      case 'die':
        return process.exit(7);
      case 'abort':
        process.kill(process.pid, 'SIGKILL');
        return await new Promise(() => undefined);
      case 'say':
        console.log(words.join(' '));
        return Buffer.alloc(0);
      case 'notify':
        notify(Buffer.from(words.join(' ')));
        return Buffer.alloc(0);
      case 'wait':
        await new Promise((resume) => setTimeout(resume, Number(words[0])));
        return payload;
      case 'environment':
        return Buffer.from(JSON.stringify(Object.keys(process.env).sort()));
      case 'large':
        return Buffer.alloc(Number(words[0]), 'x');
      default:
        return payload;
    }
  },
  notice: (payload) => {
    greeted = payload.toString();
  },
});
