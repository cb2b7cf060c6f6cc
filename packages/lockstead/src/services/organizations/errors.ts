/**
 * The errors of AWS Organizations: one class a wire code; static functions of a class hold the sentences.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html
 *
 * AWS DIFFERS? Codes and reasons are AWS's. Sentences marked "seen" are quoted in public by users of AWS; the others are not known here.
 */
import type {
  ConstraintViolationExceptionReason as ConstraintReason,
  HandshakeConstraintViolationExceptionReason as HandshakeReason,
  InvalidInputExceptionReason as InputReason,
} from '@aws-sdk/client-organizations';
import { AwsError } from '#kernel/aws-error';

function refusal(code: string, message: string, members: Readonly<Record<string, unknown>> = {}): AwsError {
  return new AwsError({ code, httpStatus: 400, fault: 'client', members }, message);
}

export const accessDenied = (): AwsError =>
  // Seen.
  refusal('AccessDeniedException', "You don't have permissions to access this resource.");
export const notInUse = (): AwsError =>
  // Seen.
  refusal('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
export const alreadyInOrganization = (): AwsError =>
  // Seen.
  refusal('AlreadyInOrganizationException', 'The AWS account is already a member of an organization.');
export const organizationNotEmpty = (): AwsError =>
  refusal('OrganizationNotEmptyException', 'To delete an organization you must first remove all member accounts.');

/** There is nothing of that id; each kind has a code of its own, and so has each place in a request. */
export const notFound = {
  // Seen: account, organizational unit, parent, policy, root, target.
  account: (): AwsError => refusal('AccountNotFoundException', "You specified an account that doesn't exist."),
  child: (): AwsError => refusal('ChildNotFoundException', "You specified a child that doesn't exist."),
  parent: (): AwsError => refusal('ParentNotFoundException', "You specified a parent that doesn't exist."),
  unit: (): AwsError =>
    refusal('OrganizationalUnitNotFoundException', "You specified an organizational unit that doesn't exist."),
  target: (): AwsError => refusal('TargetNotFoundException', "You specified a target that doesn't exist."),
  sourceParent: (): AwsError =>
    refusal('SourceParentNotFoundException', "You specified a source parent that doesn't exist."),
  destinationParent: (): AwsError =>
    refusal('DestinationParentNotFoundException', "You specified a destination parent that doesn't exist."),
  policy: (): AwsError => refusal('PolicyNotFoundException', "You specified a policy that doesn't exist."),
  root: (): AwsError => refusal('RootNotFoundException', "You specified a root that doesn't exist."),
  creation: (): AwsError =>
    refusal('CreateAccountStatusNotFoundException', "You specified a create account request that doesn't exist."),
} as const;

export const duplicateUnit = (): AwsError =>
  // Seen.
  refusal('DuplicateOrganizationalUnitException', 'An OU with the same name already exists.');
export const unitNotEmpty = (): AwsError =>
  refusal('OrganizationalUnitNotEmptyException', 'The specified OU is not empty. Move all accounts and OUs out first.');
export const duplicateAccount = (): AwsError =>
  refusal('DuplicateAccountException', 'The account is already in the specified destination.');

export const duplicatePolicy = (): AwsError =>
  refusal('DuplicatePolicyException', 'A policy with the same name and type already exists.');
export const policyInUse = (): AwsError =>
  refusal('PolicyInUseException', 'The policy is attached to at least one target. Detach it first.');
export const duplicateAttachment = (): AwsError =>
  refusal('DuplicatePolicyAttachmentException', 'The policy is already attached to the specified target.');
export const policyNotAttached = (): AwsError =>
  // Seen.
  refusal('PolicyNotAttachedException', "The policy isn't attached to the specified target.");
export const policyTypeNotEnabled = (): AwsError =>
  refusal('PolicyTypeNotEnabledException', 'The policy type is not enabled for the root of the organization.');
export const policyTypeAlreadyEnabled = (): AwsError =>
  // Seen.
  refusal('PolicyTypeAlreadyEnabledException', 'The specified policy type is already enabled.');
export const policyTypeNotAvailable = (): AwsError =>
  refusal(
    'PolicyTypeNotAvailableForOrganizationException',
    'The organization has consolidated billing features only, which no policy type belongs to.',
  );
export const malformedPolicy = (): AwsError =>
  // Seen.
  refusal(
    'MalformedPolicyDocumentException',
    'The provided policy document does not meet the requirements of the specified policy type.',
  );

/** The type is not enabled, or nothing of it is attached to the account or above it. */
export const effectivePolicyNotFound = (): AwsError =>
  refusal('EffectivePolicyNotFoundException', 'The account has no effective policy of the specified type.');

export const alreadyRegistered = (): AwsError =>
  // Seen.
  refusal(
    'AccountAlreadyRegisteredException',
    'The provided account is already a delegated administrator for your organization.',
  );
export const notRegistered = (): AwsError =>
  // Seen.
  refusal(
    'AccountNotRegisteredException',
    'The provided account is not a registered delegated administrator for your organization.',
  );
export const resourcePolicyNotFound = (): AwsError =>
  refusal('ResourcePolicyNotFoundException', 'The organization has no resource policy.');
export const alreadyClosed = (): AwsError =>
  // Seen.
  refusal('AccountAlreadyClosedException', 'The provided account is already closed.');
export const managementCannotLeave = (): AwsError =>
  refusal('MasterCannotLeaveOrganizationException', 'The management account cannot leave its organization.');

export const handshakeNotFound = (): AwsError =>
  refusal('HandshakeNotFoundException', "You specified a handshake that doesn't exist.");
export const handshakeAlreadyInState = (): AwsError =>
  refusal('HandshakeAlreadyInStateException', 'The handshake is already in that state.');
export const invalidHandshakeTransition = (): AwsError =>
  refusal('InvalidHandshakeTransitionException', 'The handshake is not in a state from which it can be changed so.');
export const duplicateHandshake = (): AwsError =>
  refusal('DuplicateHandshakeException', 'There is a pending handshake of this kind with the account already.');
/** A rule of the organization that a handshake would break. */
export function handshakeConstraint(reason: HandshakeReason, message: string): AwsError {
  return refusal('HandshakeConstraintViolationException', message, { Reason: reason });
}

/** A limit or a rule of the organization. */
export function constraintViolation(reason: ConstraintReason, message: string): AwsError {
  return refusal('ConstraintViolationException', message, { Reason: reason });
}

/** A value that cannot be meant. */
export function invalidInput(reason: InputReason, message: string): AwsError {
  return refusal('InvalidInputException', message, { Reason: reason });
}

export const immutablePolicy = (): AwsError =>
  invalidInput('IMMUTABLE_POLICY', 'The policy is kept by AWS and cannot be changed.');
