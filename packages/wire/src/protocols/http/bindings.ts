/** Where each member of a structure stands in an HTTP message. AWS: https://smithy.io/2.0/spec/http-bindings.html */
import type { MapShape, Member, StructShape } from '../../model/shape.ts';

export interface Bindings {
  readonly labels: readonly Member[];
  readonly queries: readonly (Member & { readonly query: string })[];
  readonly headers: readonly (Member & { readonly header: string })[];
  readonly prefixed: readonly (Member & { readonly prefix: string; readonly shape: MapShape })[];
  /** Takes every query parameter that no other member takes. */
  readonly queryMap: Member | undefined;
  readonly payload: Member | undefined;
  readonly responseCode: Member | undefined;
  /** What stands in the document. */
  readonly body: readonly Member[];
}

export function bindingsOf(shape: StructShape): Bindings {
  const members = shape.members();
  const find = (wanted: (member: Member) => boolean): Member | undefined => members.find(wanted);
  return {
    labels: members.filter(({ traits }) => traits.httpLabel !== undefined),
    queries: members.flatMap((member) => {
      const { httpQuery: query } = member.traits;
      return query === undefined ? [] : [{ ...member, query }];
    }),
    headers: members.flatMap((member) => {
      const { httpHeader } = member.traits;
      return httpHeader === undefined ? [] : [{ ...member, header: httpHeader.toLowerCase() }];
    }),
    prefixed: members.flatMap((member) => {
      const { shape: map, traits } = member;
      if (traits.httpPrefixHeaders === undefined || map.kind !== 'map') return [];
      return [{ ...member, shape: map, prefix: traits.httpPrefixHeaders.toLowerCase() }];
    }),
    queryMap: find(({ traits }) => traits.httpQueryParams !== undefined),
    payload: find(({ traits }) => traits.httpPayload !== undefined),
    responseCode: find(({ traits }) => traits.httpResponseCode !== undefined),
    body: members.filter(isInBody),
  };
}

export function isInBody({ traits }: Member): boolean {
  return (
    traits.httpLabel === undefined &&
    traits.httpQuery === undefined &&
    traits.httpHeader === undefined &&
    traits.httpPrefixHeaders === undefined &&
    traits.httpQueryParams === undefined &&
    traits.httpPayload === undefined &&
    traits.httpResponseCode === undefined
  );
}
