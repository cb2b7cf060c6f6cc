/** Whether an input keeps to the constraints of AWS's model. */
import type { OperationModel, ServiceModel } from './model/service-model.ts';
import type { Member } from './model/shape.ts';
import type { WireError } from './types.ts';

/** The service's own validation error with AWS's sentences, or `undefined` where there is nothing to say. */
export function validate(
  model: ServiceModel,
  operation: OperationModel,
  input: Readonly<Record<string, unknown>>,
): WireError | undefined {
  const absent =
    operation.input?.members().filter((member) => member.required && input[member.name] === undefined) ?? [];
  if (absent.length === 0) return undefined;
  const count = absent.length === 1 ? '1 validation error' : `${absent.length} validation errors`;
  const message = `${count} detected: ${absent.map(absence).join('; ')}`;
  return { code: model.entry.validationCode, httpStatus: 400, fault: 'client', message };
}

function absence({ name }: Member): string {
  const path = name.charAt(0).toLowerCase() + name.slice(1);
  return `Value null at '${path}' failed to satisfy constraint: Member must not be null`;
}
