/**
 * Declarative policies for EC2: attributes of an account that its administrators cannot change.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_declarative_syntax.html
 */
import type { Shape } from './schemas.ts';

const oneOf = (...words: readonly string[]): Shape => ({ kind: 'text', like: new RegExp(`^(${words.join('|')})$`) });
const texts: Shape = { kind: 'texts' };
const days: Shape = { kind: 'text', like: /^\d{1,10}$/ };
const state = (...words: readonly string[]): Shape => ({
  kind: 'group',
  settings: { state: oneOf(...words) },
  required: ['state'],
});

const criterion: Shape = {
  kind: 'group',
  settings: {
    allowed_image_providers: { kind: 'texts', like: /^(\d{12}|amazon|aws_marketplace|aws_backup_vault|none)$/ },
    image_names: texts,
    marketplace_product_codes: texts,
    creation_date_condition: { kind: 'group', settings: { maximum_days_since_created: days } },
    deprecation_time_condition: { kind: 'group', settings: { maximum_days_since_deprecated: days } },
  },
};

export const ec2PolicyShape: Shape = {
  kind: 'group',
  settings: {
    ec2_attributes: {
      kind: 'group',
      settings: {
        exception_message: { kind: 'text' },
        vpc_block_public_access: {
          kind: 'group',
          settings: {
            internet_gateway_block: {
              kind: 'group',
              settings: {
                mode: oneOf('off', 'block_ingress', 'block_bidirectional'),
                exclusions_allowed: oneOf('enabled', 'disabled'),
              },
              required: ['mode', 'exclusions_allowed'],
            },
          },
        },
        serial_console_access: {
          kind: 'group',
          settings: { status: oneOf('enabled', 'disabled') },
          required: ['status'],
        },
        image_block_public_access: state('unblocked', 'block_new_sharing'),
        snapshot_block_public_access: state('unblocked', 'block_new_sharing', 'block_all_sharing'),
        allowed_images_settings: {
          kind: 'group',
          settings: {
            state: oneOf('enabled', 'disabled', 'audit_mode'),
            image_criteria: { kind: 'named', name: /^criteria_([1-9]|10)$/, each: criterion, most: 10 },
          },
          required: ['state'],
        },
        instance_metadata_defaults: {
          kind: 'group',
          settings: {
            http_tokens: oneOf('no_preference', 'required', 'optional'),
            http_tokens_enforced: oneOf('no_preference', 'enabled', 'disabled'),
            http_put_response_hop_limit: { kind: 'text', like: /^(-1|[1-9]|[1-5]\d|6[0-4])$/ },
            http_endpoint: oneOf('no_preference', 'enabled', 'disabled'),
            instance_metadata_tags: oneOf('no_preference', 'enabled', 'disabled'),
          },
        },
      },
    },
  },
};
