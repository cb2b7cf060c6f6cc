/** Tables with a partition key and, if wanted, a sort key. */
import type { Clock } from '#kernel/clock';
import { EmulatorFailure, type Input, onlyMembers, textOf } from './failure.ts';

interface Table {
  readonly description: Input;
  readonly keys: readonly string[];
  readonly items: Map<string, Input>;
}

type Operation = (input: Input) => object;

export function tablesOf(
  place: { readonly account: string; readonly region: string },
  clock: Clock,
): Readonly<Record<string, Operation>> {
  const tables = new Map<string, Table>();
  const found = (input: Input): Table => {
    const table = tables.get(textOf(input, 'TableName'));
    if (table === undefined) throw new EmulatorFailure('ResourceNotFoundException', 'Requested resource not found');
    return table;
  };
  return {
    CreateTable(input) {
      onlyMembers(input, ['TableName', 'KeySchema', 'AttributeDefinitions', 'BillingMode', 'Tags']);
      const name = textOf(input, 'TableName');
      if (tables.has(name)) throw new EmulatorFailure('ResourceInUseException', `Table already exists: ${name}`);
      const schema = (input['KeySchema'] ?? []) as readonly { readonly AttributeName: string }[];
      const description = {
        TableName: name,
        TableStatus: 'ACTIVE',
        TableArn: `arn:aws:dynamodb:${place.region}:${place.account}:table/${name}`,
        KeySchema: schema,
        AttributeDefinitions: input['AttributeDefinitions'] ?? [],
        CreationDateTime: Math.floor(clock.wallNow() / 1000),
      };
      tables.set(name, { description, keys: schema.map(({ AttributeName }) => AttributeName), items: new Map() });
      return { TableDescription: description };
    },
    DescribeTable(input) {
      onlyMembers(input, ['TableName']);
      return { Table: found(input).description };
    },
    ListTables(input) {
      onlyMembers(input, []);
      return { TableNames: [...tables.keys()].toSorted() };
    },
    DeleteTable(input) {
      onlyMembers(input, ['TableName']);
      const { description } = found(input);
      tables.delete(textOf(input, 'TableName'));
      return { TableDescription: { ...description, TableStatus: 'DELETING' } };
    },
    PutItem(input) {
      onlyMembers(input, ['TableName', 'Item']);
      const table = found(input);
      const item = input['Item'] as Input;
      table.items.set(keyOf(table, item), item);
      return {};
    },
    GetItem(input) {
      onlyMembers(input, ['TableName', 'Key', 'ConsistentRead']);
      const table = found(input);
      const item = table.items.get(keyOf(table, input['Key'] as Input));
      return item === undefined ? {} : { Item: item };
    },
    DeleteItem(input) {
      onlyMembers(input, ['TableName', 'Key']);
      const table = found(input);
      table.items.delete(keyOf(table, input['Key'] as Input));
      return {};
    },
    Scan(input) {
      onlyMembers(input, ['TableName', 'ConsistentRead']);
      const items = [...found(input).items.values()];
      return { Items: items, Count: items.length, ScannedCount: items.length };
    },
  };
}

function keyOf({ keys }: Table, item: Input | undefined): string {
  return JSON.stringify(
    keys.map((name) => {
      const value = item?.[name];
      if (value === undefined)
        throw new EmulatorFailure('ValidationException', 'The provided key element does not match the schema');
      return value;
    }),
  );
}
