/** Policies as IAM takes them. */
import type { Offer } from '../offer.ts';
import type { OfferedDocument } from '../statements.ts';

/** Of one principal: the document alone, or a list where AWS's quota needs several. A principal that needs nothing has none. */
export function policyJson({ documents }: Pick<Offer, 'documents'>): string {
  const [first, ...rest] = documents;
  return whole(rest.length === 0 && first !== undefined ? first : documents);
}

/** Of many: by principal, each as a list. */
export function policiesJson(offers: readonly Pick<Offer, 'principal' | 'documents'>[]): string {
  return whole(
    Object.fromEntries(
      offers.map(({ principal, documents }): [string, readonly OfferedDocument[]] => [principal, documents]),
    ),
  );
}

function whole(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
