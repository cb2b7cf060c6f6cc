/** The Account API's door for main. */

export { messagesSent } from './messages.ts';
