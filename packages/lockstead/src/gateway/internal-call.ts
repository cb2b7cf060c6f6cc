/** Turns a service's call to another service into the same thing that a request becomes: checked, authorized, carried out, recorded. */
import { validate } from '@lockstead/wire';
import { parseArn } from '#kernel/arn';
import { AwsError } from '#kernel/aws-error';
import { newRequestId, parseAccountId, type Region } from '#kernel/ids';
import { InvariantBroken, invariant, present } from '#kernel/invariant';
import type { CallAs } from '#service/call';
import type { Operation } from '#service/operation';
import type { RequestContext } from '#service/request-context';
import type { Gateway } from './gateway.ts';
import type { Invoker } from './invoke.ts';
import { contextAtPage } from './person-access.ts';
import type { Prepared } from './prepared.ts';
import { notImplemented } from './route-operation.ts';

export function internalInvoker(gateway: Gateway, carryOut: (prepared: Prepared) => Promise<object>): Invoker {
  return async (call, as, within) => {
    const service = gateway.services.get(call.service);
    const operation = service?.operations.get(call.operation);
    if (service === undefined || operation === undefined) throw notImplemented(call.service, call.operation);
    if (within !== undefined && waits(operation)) {
      // Caught or not, it must not go unseen.
      within.aftermath.failure = new InvariantBroken(
        `${call.service}:${call.operation} waits for something else than the store, and was called inside a transaction`,
      );
      throw within.aftermath.failure;
    }
    const { entry } = service;
    const modelOfService = await service.loadModel();
    const model = present(modelOfService.operations.get(call.operation), `${call.service} has ${call.operation}`);
    // Operations count on it that what the model requires is there, as with a request from outside.
    const problem = validate(modelOfService, model, call.input as Readonly<Record<string, unknown>>);
    if (problem !== undefined) {
      const { region } = contextOf(gateway, as);
      const own = service.definition.invalidInput?.(call.operation, call.input, region);
      throw own ?? new AwsError(problem, problem.message);
    }
    const [protocol] = entry.protocols;
    invariant(protocol !== undefined, `${entry.id} speaks a protocol`);
    return await carryOut({
      route: { entry, protocol, modelOfService, model, service, operation },
      context: contextOf(gateway, as),
      input: call.input,
      ignored: [],
      within,
      transfer: undefined,
      sent: undefined,
    });
  };
}

function waits(operation: Operation): boolean {
  const { effect } = operation;
  return operation.waits === true || effect === 'forward' || (effect === 'write' && operation.prepare !== undefined);
}

function contextOf(gateway: Gateway, as: CallAs): RequestContext {
  if ('forward' in as) {
    const { forward, via } = as;
    const services = [...(forward.calledVia?.services ?? []), via];
    // Its signature was made for another request.
    const { signature: _, ...caller } = forward;
    return { ...caller, requestId: newRequestId(gateway.entropy), calledVia: { services } };
  }
  if ('person' in as) {
    return contextAtPage(gateway, as);
  }
  if ('role' in as) {
    const { principal } = as.role;
    invariant(principal.kind === 'assumedRole', 'a service acts as the session of a role');
    return { ...ownContext(gateway, as.service, as.region, principal.account), session: as.role };
  }
  const account = present(parseAccountId(as.sourceAccount), 'the source account is an account id');
  invariant(parseArn(as.sourceArn) !== undefined, 'the source ARN is an ARN');
  return {
    ...ownContext(gateway, as.service, as.region, account),
    onBehalfOf: { sourceArn: as.sourceArn, sourceAccount: account },
  };
}

function ownContext(
  gateway: Gateway,
  service: string,
  region: Region,
  account: RequestContext['account'],
): RequestContext {
  const { clock, entropy } = gateway;
  return {
    requestId: newRequestId(entropy),
    at: clock.now(),
    region,
    session: { principal: { kind: 'service', service } },
    account,
    transport: { secure: true },
    clock,
    entropy,
  };
}
