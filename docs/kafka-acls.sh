#!/usr/bin/env bash
# Who may do what on Kafka, from the services as they are. Generated: npm run docs.
# Needs kafka-acls, and an authorizer at the brokers (KRaft: StandardAuthorizer) that denies what
# nobody allowed: allow.everyone.if.no.acl.found=false.
#   KAFKA_BROKERS=host:9092 KAFKA_CONFIG=admin.properties bash docs/kafka-acls.sh
# USERS stands before each name, OMS_PREFIX before each topic and group.
# What follows when somebody else writes somewhere: docs/security.md.
set -euo pipefail
: "${KAFKA_BROKERS:?host:port of the brokers}" "${USERS:=User:}" "${OMS_PREFIX:=}"
config=()
[ -z "${KAFKA_CONFIG:-}" ] || config=(--command-config "$KAFKA_CONFIG")
allow() {
  local user=$1
  shift
  kafka-acls --bootstrap-server "$KAFKA_BROKERS" "${config[@]}" --add \
    --allow-principal "$user" "$@"
}

# oms-orders
allow "${USERS}oms-orders" --operation Create --operation Describe --operation DescribeConfigs --topic "${OMS_PREFIX}oms." --resource-pattern-type prefixed
allow "${USERS}oms-orders" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.settings"
allow "${USERS}oms-orders" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.orders.inbox"
allow "${USERS}oms-orders" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.orders.events"
allow "${USERS}oms-orders" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.inventory.events"
allow "${USERS}oms-orders" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.shipping.events"
allow "${USERS}oms-orders" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.channels.orders"
allow "${USERS}oms-orders" --operation Read --operation Describe --group "${OMS_PREFIX}orders"
allow "${USERS}oms-orders" --operation Read --operation Describe --group "${OMS_PREFIX}positions.orders." --resource-pattern-type prefixed

# oms-inventory
allow "${USERS}oms-inventory" --operation Create --operation Describe --operation DescribeConfigs --topic "${OMS_PREFIX}oms." --resource-pattern-type prefixed
allow "${USERS}oms-inventory" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.settings"
allow "${USERS}oms-inventory" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.inventory.inbox"
allow "${USERS}oms-inventory" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.inventory.events"
allow "${USERS}oms-inventory" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.orders.events"
allow "${USERS}oms-inventory" --operation Read --operation Describe --group "${OMS_PREFIX}inventory"
allow "${USERS}oms-inventory" --operation Read --operation Describe --group "${OMS_PREFIX}positions.inventory." --resource-pattern-type prefixed

# oms-shipping
allow "${USERS}oms-shipping" --operation Create --operation Describe --operation DescribeConfigs --topic "${OMS_PREFIX}oms." --resource-pattern-type prefixed
allow "${USERS}oms-shipping" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.settings"
allow "${USERS}oms-shipping" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.shipping.inbox"
allow "${USERS}oms-shipping" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.shipping.events"
allow "${USERS}oms-shipping" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.orders.events"
allow "${USERS}oms-shipping" --operation Read --operation Describe --group "${OMS_PREFIX}shipping"
allow "${USERS}oms-shipping" --operation Read --operation Describe --group "${OMS_PREFIX}positions.shipping." --resource-pattern-type prefixed

# oms-projections
allow "${USERS}oms-projections" --operation Create --operation Describe --operation DescribeConfigs --topic "${OMS_PREFIX}oms." --resource-pattern-type prefixed
allow "${USERS}oms-projections" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.settings"
allow "${USERS}oms-projections" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.orders.inbox"
allow "${USERS}oms-projections" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.orders.events"
allow "${USERS}oms-projections" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.inventory.inbox"
allow "${USERS}oms-projections" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.inventory.events"
allow "${USERS}oms-projections" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.shipping.inbox"
allow "${USERS}oms-projections" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.shipping.events"
allow "${USERS}oms-projections" --operation Read --operation Describe --group "${OMS_PREFIX}projections" --resource-pattern-type prefixed
allow "${USERS}oms-projections" --operation Read --operation Describe --group "${OMS_PREFIX}orders" --resource-pattern-type prefixed
allow "${USERS}oms-projections" --operation Read --operation Describe --group "${OMS_PREFIX}inventory" --resource-pattern-type prefixed
allow "${USERS}oms-projections" --operation Read --operation Describe --group "${OMS_PREFIX}shipping" --resource-pattern-type prefixed

# oms-api
allow "${USERS}oms-api" --operation Create --operation Describe --operation DescribeConfigs --topic "${OMS_PREFIX}oms." --resource-pattern-type prefixed
allow "${USERS}oms-api" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.settings"
allow "${USERS}oms-api" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.orders.inbox"
allow "${USERS}oms-api" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.orders.events"
allow "${USERS}oms-api" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.inventory.inbox"
allow "${USERS}oms-api" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.inventory.events"
allow "${USERS}oms-api" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.shipping.inbox"
allow "${USERS}oms-api" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.shipping.events"
allow "${USERS}oms-api" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.channels.orders"
allow "${USERS}oms-api" --operation Describe --group "${OMS_PREFIX}positions." --resource-pattern-type prefixed

# oms-serve
allow "${USERS}oms-serve" --operation Create --operation Describe --operation DescribeConfigs --topic "${OMS_PREFIX}oms." --resource-pattern-type prefixed
allow "${USERS}oms-serve" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.settings"
allow "${USERS}oms-serve" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.orders.inbox"
allow "${USERS}oms-serve" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.orders.events"
allow "${USERS}oms-serve" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.inventory.inbox"
allow "${USERS}oms-serve" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.inventory.events"
allow "${USERS}oms-serve" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.shipping.inbox"
allow "${USERS}oms-serve" --operation Read --operation Write --operation Describe --topic "${OMS_PREFIX}oms.shipping.events"
allow "${USERS}oms-serve" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.channels.orders"
allow "${USERS}oms-serve" --operation Read --operation Describe --group "${OMS_PREFIX}orders" --resource-pattern-type prefixed
allow "${USERS}oms-serve" --operation Read --operation Describe --group "${OMS_PREFIX}inventory" --resource-pattern-type prefixed
allow "${USERS}oms-serve" --operation Read --operation Describe --group "${OMS_PREFIX}shipping" --resource-pattern-type prefixed
allow "${USERS}oms-serve" --operation Read --operation Describe --group "${OMS_PREFIX}projections" --resource-pattern-type prefixed
allow "${USERS}oms-serve" --operation Read --operation Describe --group "${OMS_PREFIX}positions." --resource-pattern-type prefixed

# shop-publisher
allow "${USERS}shop-publisher" --operation Write --operation Describe --topic "${OMS_PREFIX}oms.channels.orders"

# shop-reader
allow "${USERS}shop-reader" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.orders.events"
allow "${USERS}shop-reader" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.inventory.events"
allow "${USERS}shop-reader" --operation Read --operation Describe --topic "${OMS_PREFIX}oms.shipping.events"
allow "${USERS}shop-reader" --operation Read --operation Describe --group "${OMS_PREFIX}shop." --resource-pattern-type prefixed
