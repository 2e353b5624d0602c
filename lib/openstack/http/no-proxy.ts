import { BlockList, isIP } from 'node:net';

/**
 * Whether a list of NO_PROXY excepts an address. As Python's requests reads it (utils.py, should_bypass_proxies, and what it asks
 * urllib.request for): the end of a host's name, a dot before it or none, also with the port; an address; a network of IPv4. Beyond that
 * what requests passes over and Go's net/http takes: an address with its port, a network of IPv6, `*.name`, and `*` among others.
 */
export const isExcepted = (url: URL, list: string): boolean => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const excepts = isIP(host) === 0 ? exceptsName : exceptsAddress;
  const entries = list.replaceAll(' ', '').toLowerCase().split(',');
  return entries.some((entry) => entry === '*' || (entry !== '' && excepts(entry, host, port)));
};

const exceptsName = (entry: string, host: string, port: string): boolean => {
  const end = entry.replace(/^\*(?=\.)/, '');
  const itself = end === entry ? entry.replace(/^\.+/, '') : undefined;
  return [host, `${host}:${port}`].some((own) => own.endsWith(end) || own === itself);
};

const exceptsAddress = (entry: string, host: string, port: string): boolean => {
  // An address of IPv6 has a port only behind brackets.
  const [, bracketed, plain, itsPort] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  if (itsPort !== undefined && itsPort !== port) return false;
  const [net = '', bits, ...more] = (bracketed ?? plain ?? entry).split('/');
  const family = isIP(net);
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (family === 0 || more.length > 0 || !(prefix <= width)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(net, prefix, type);
  return isIP(host) === family && network.check(host, type);
};
