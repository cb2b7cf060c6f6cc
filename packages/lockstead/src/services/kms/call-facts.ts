/**
 * What was found out about a call while it was authorized and carried out, for its event: which keys it is about, and which key material was used.
 * A request may name a key by an alias or not at all, and the event has the key's ARN. Facts go with the input that they are about.
 */

interface Facts {
  readonly keyArns: Set<string>;
  materialId?: string;
}

export class CallFacts {
  readonly #facts = new WeakMap<object, Facts>();

  isAbout(input: object, keyArn: string): void {
    this.#of(input).keyArns.add(keyArn);
  }

  usedMaterial(input: object, materialId: string): void {
    this.#of(input).materialId = materialId;
  }

  keyArns(input: object): readonly string[] {
    return [...(this.#facts.get(input)?.keyArns ?? [])];
  }

  materialId(input: object | undefined): string | undefined {
    return input === undefined ? undefined : this.#facts.get(input)?.materialId;
  }

  #of(input: object): Facts {
    let facts = this.#facts.get(input);
    if (facts === undefined) {
      facts = { keyArns: new Set() };
      this.#facts.set(input, facts);
    }
    return facts;
  }
}
