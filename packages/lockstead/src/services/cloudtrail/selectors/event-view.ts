/** An event as selectors look at it: the record as it was written, of which a few fields count. */

export interface EventView {
  readonly eventCategory?: string;
  readonly eventSource?: string;
  readonly eventName?: string;
  readonly eventType?: string;
  readonly readOnly?: boolean;
  readonly errorCode?: string;
  readonly vpcEndpointId?: string;
  readonly sessionCredentialFromConsole?: string | boolean;
  readonly userIdentity?: { readonly type?: string; readonly arn?: string; readonly invokedBy?: string };
  readonly requestParameters?: Readonly<Record<string, unknown>> | null;
  readonly resources?: readonly { readonly type?: string; readonly ARN?: string; readonly ARNPrefix?: string }[];
}

/** The values of a field; none where the event has no such field. */
export function valuesOf(event: EventView, field: string): readonly string[] {
  switch (field) {
    case 'resources.type':
      return (event.resources ?? []).flatMap(({ type }) => type ?? []);
    case 'resources.ARN':
      return (event.resources ?? []).flatMap(({ ARN, ARNPrefix }) => ARN ?? ARNPrefix ?? []);
    case 'userIdentity.arn':
      return present(event.userIdentity?.arn);
    case 'eventCategory':
    case 'eventSource':
    case 'eventName':
    case 'eventType':
    case 'readOnly':
    case 'errorCode':
    case 'vpcEndpointId':
    case 'sessionCredentialFromConsole':
      return present(event[field]);
    default:
      return [];
  }
}

function present(value: string | boolean | undefined): readonly string[] {
  return value === undefined ? [] : [String(value)];
}
