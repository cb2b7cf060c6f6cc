/** A probe as the form of awsQuery or ec2Query. */
import type { OperationModel } from '../model/service-model.ts';
import type { Member, Shape, StructShape } from '../model/shape.ts';
import { base64Of } from '../protocols/scalars.ts';
import { formatDateTimeShortest } from '../protocols/timestamps.ts';
import type { Probe } from './probe.ts';

type Put = (name: string, value: string) => void;

export function formOfProbe(operation: OperationModel, shape: StructShape, probe: Probe): string {
  const pairs = [`Action=${operation.name}`, `Version=${operation.service.apiVersion}`];
  const put: Put = (name, value) => {
    pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  };
  const isEc2 = probe.protocol === 'ec2Query';
  for (const member of shape.members()) writeMember(member, probe.input[member.name], '', isEc2, put);
  return pairs.join('&');
}

function writeMember(member: Member, value: unknown, prefix: string, isEc2: boolean, put: Put): void {
  if (value === undefined) return;
  const { ec2QueryName, xmlName, xmlFlattened } = member.traits;
  const plain = xmlName ?? member.name;
  const name = isEc2 ? (ec2QueryName ?? plain.charAt(0).toUpperCase() + plain.slice(1)) : plain;
  write(
    member.shape,
    value,
    prefix === '' ? name : `${prefix}.${name}`,
    isEc2 || xmlFlattened !== undefined,
    isEc2,
    put,
  );
}

function write(shape: Shape, value: unknown, name: string, flat: boolean, isEc2: boolean, put: Put): void {
  switch (shape.kind) {
    case 'struct':
      for (const member of shape.members()) {
        writeMember(member, (value as Readonly<Record<string, unknown>>)[member.name], name, isEc2, put);
      }
      return;
    case 'list': {
      const element = shape.element();
      const list = value as readonly unknown[];
      if (list.length === 0) put(name, '');
      const start = flat ? name : `${name}.${element.traits.xmlName ?? 'member'}`;
      for (const [index, item] of list.entries())
        write(element.shape, item, `${start}.${index + 1}`, isEc2, isEc2, put);
      return;
    }
    case 'map': {
      const start = flat ? name : `${name}.entry`;
      for (const [index, [key, item]] of Object.entries(value as object).entries()) {
        put(`${start}.${index + 1}.${shape.key().traits.xmlName ?? 'key'}`, key);
        write(
          shape.value().shape,
          item,
          `${start}.${index + 1}.${shape.value().traits.xmlName ?? 'value'}`,
          isEc2,
          isEc2,
          put,
        );
      }
      return;
    }
    default:
      put(name, scalarText(value));
  }
}

function scalarText(value: unknown): string {
  if (value instanceof Date) return formatDateTimeShortest(value);
  return value instanceof Uint8Array ? base64Of(value) : String(value);
}
