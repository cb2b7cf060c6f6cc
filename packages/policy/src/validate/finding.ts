/**
 * Findings as Access Analyzer reports them: AWS's codes, kinds and sentences.
 * AWS: https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html
 */
import type { Span } from '../span.ts';
import { ownSecurityWarnings, ownSuggestions, ownWarnings } from './own-wording.ts';
import { errors, securityWarnings, suggestions, type Values, warnings, worded } from './wording.ts';

/** As Access Analyzer sorts its findings. */
export type FindingType = 'ERROR' | 'SECURITY_WARNING' | 'WARNING' | 'SUGGESTION';

type ByType = Readonly<Record<FindingType, typeof errors>>;

const wordings: ByType = {
  ERROR: errors,
  SECURITY_WARNING: securityWarnings,
  WARNING: warnings,
  SUGGESTION: suggestions,
};

const ownWordings: ByType = {
  ERROR: {},
  SECURITY_WARNING: ownSecurityWarnings,
  WARNING: ownWarnings,
  SUGGESTION: ownSuggestions,
};

function byCode(from: ByType): ReadonlyMap<string, { findingType: FindingType; wording: (typeof errors)[string] }> {
  return new Map(
    (Object.keys(from) as FindingType[]).flatMap((findingType) =>
      Object.entries(from[findingType]).map(([code, wording]) => [code, { findingType, wording }] as const),
    ),
  );
}

const checkByCode = byCode(wordings);
const ownByCode = byCode(ownWordings);

/** Every code of AWS's that is ever reported. */
export const findingCodes: readonly string[] = [...checkByCode.keys()];

/** Codes of our own: what Access Analyzer does not tell. All begin with `lockstead-`. */
export const ownFindingCodes: readonly string[] = [...ownByCode.keys()];

/**
 * Codes of AWS's that no policy earns any more: since September 2025 service control policies take the whole language, so their former
 * syntax errors are plain policies now.
 * AWS DIFFERS? Its page of checks still has the first of them; that of SCP syntax takes wildcards anywhere in an action.
 */
export const retiredCodes: readonly string[] = [
  'SCP_SYNTAX_ERROR_ACTION_WILDCARD',
  'SCP_SYNTAX_ERROR_ALLOW_CONDITION',
  'SCP_SYNTAX_ERROR_ALLOW_NOTACTION',
  'SCP_SYNTAX_ERROR_ALLOW_RESOURCE',
  'SCP_SYNTAX_ERROR_NOTRESOURCE',
];

/** Members and indexes from the document down: `['Statement', 0, 'Action', 1]`. */
export type Path = readonly (string | number)[];

export interface Place {
  readonly path: Path;
  readonly span: Span;
}

/** One thing to say about a policy, with its place in the text. */
export interface Finding {
  readonly findingType: FindingType;
  /** AWS's issue code, or one of our own (`ownFindingCodes`). */
  readonly code: string;
  /** AWS's `findingDetails`; of our own findings a sentence of ours. */
  readonly message: string;
  /** `['Statement', 0, 'Action', 1]`. */
  readonly path: Path;
  /** Offsets into the text; `lineAndColumn` turns them into AWS's positions. */
  readonly span: Span;
  /** Further places of the same finding: AWS's locations after the first. */
  readonly also?: readonly Place[];
  /** What we can say beyond AWS's sentence. */
  readonly note?: string;
  /** What to write instead, where that is known. */
  readonly fix?: string;
}

export interface More {
  readonly also?: readonly Place[] | undefined;
  readonly note?: string | undefined;
  readonly fix?: string | undefined;
}

export function findingOf(code: string, { path, span }: Place, values: Values, more: More = {}): Finding {
  const check = checkByCode.get(code) ?? ownByCode.get(code);
  if (check === undefined) throw new RangeError(`no such finding: ${code}`);
  const { also = [], note, fix } = more;
  return {
    findingType: check.findingType,
    code,
    message: worded(check.wording, values),
    path,
    span,
    ...(also.length === 0
      ? {}
      : { also: also.slice(0, placesMax).map((place) => ({ path: place.path, span: place.span })) }),
    ...(note === undefined ? {} : { note }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Further places of one finding. */
const placesMax = 100;
