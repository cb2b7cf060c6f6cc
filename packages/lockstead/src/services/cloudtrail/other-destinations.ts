/** Where AWS's trails deliver as well. There are no topics and no log groups here, so that whoever names one is answered as for one that is not there. */
import { insufficientTopicPolicy, logGroupNotFound } from './errors.ts';

export function refuseOtherDestinations(input: {
  readonly SnsTopicName?: string | undefined;
  readonly CloudWatchLogsLogGroupArn?: string | undefined;
  readonly CloudWatchLogsRoleArn?: string | undefined;
}): void {
  // An empty text removes a destination, and none is there.
  if (isNamed(input.SnsTopicName)) throw insufficientTopicPolicy();
  if (isNamed(input.CloudWatchLogsLogGroupArn) || isNamed(input.CloudWatchLogsRoleArn)) throw logGroupNotFound();
}

function isNamed(text: string | undefined): boolean {
  return text !== undefined && text !== '';
}
