/** Roles and instance profiles of our own IAM, as the front needs them. main wires this to IAM. */

export interface OwnRole {
  readonly arn: string;
  readonly name: string;
  /** `/service-role/` */
  readonly path: string;
  /** A document in JSON. */
  readonly trustPolicy: string;
}

export interface OwnProfile {
  readonly name: string;
  readonly path: string;
  /** Absent: nobody has put one into it. */
  readonly role?: OwnRole;
}

export interface OwnRoles {
  /** By its ARN, in whatever account; undefined: there is none. */
  role(arn: string): Promise<OwnRole | undefined>;
  /** By its ARN, whose path may be left out: names are unique in an account. */
  profile(arn: string): Promise<OwnProfile | undefined>;
}
