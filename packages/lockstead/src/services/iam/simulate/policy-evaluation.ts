/**
 * What AWS answers when a policy is well formed and still cannot be evaluated.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html#API_SimulateCustomPolicy_Errors
 */
import { AwsError } from '#kernel/aws-error';

export class PolicyEvaluation extends AwsError {
  constructor(message: string) {
    super({ code: 'PolicyEvaluation', httpStatus: 500, fault: 'server' }, message);
  }
  /** AWS DIFFERS? That there is a bound on the work is ours, and so is the sentence; the code is AWS's for what its evaluation does not finish. */
  static tooLong(): PolicyEvaluation {
    return new PolicyEvaluation(
      'The patterns of the policies and the values that they are compared with are too long for one evaluation.',
    );
  }
}
