const brokerPattern = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/;
const portMax = 65_535;

/** `host:port`. */
export const isBroker = (text: string): boolean => {
  const [, port = ''] = brokerPattern.exec(text) ?? [];
  return Number(port) >= 1 && Number(port) <= portMax;
};

export const brokersForm =
  'host:port of the brokers, separated by commas: ' +
  'kafka-1:9092,kafka-2:9092; a port is 1 to 65535';

/** Before a topic's name: of Kafka's characters, and with it below Kafka's 249. */
export const isPrefix = (text: string): boolean =>
  /^[A-Za-z0-9._-]{0,64}$/.test(text) && !/^\.+$/.test(text);

export const prefixForm = 'at most 64 of A-Z a-z 0-9 . _ -, and not dots alone';
