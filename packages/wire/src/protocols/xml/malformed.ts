import type { WireError } from '../../types.ts';

/** S3's answer to a document that is no XML, or not the one that its schema describes. */
export const malformedXml: WireError = {
  code: 'MalformedXML',
  httpStatus: 400,
  fault: 'client',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
};
