package dev.caravan.processors.upstream;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.HostsFileEntriesResolver;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import java.net.InetSocketAddress;

/**
 * Resolves the names of upstreams on the event loops without blocking them. The system's files on names and name servers are
 * read here, once: reading them is blocking work.
 */
final class NameResolution {

    private NameResolution() {}

    /** Blocks while it reads the system's files. */
    static AddressResolverGroup<InetSocketAddress> create() {
        HostsFileEntriesResolver hosts = HostsFileEntriesResolver.DEFAULT;
        hosts.address("localhost", ResolvedAddressTypes.IPV4_PREFERRED);
        DnsNameResolverBuilder builder = new DnsNameResolverBuilder()
                .hostsFileEntriesResolver(hosts)
                .nameServerProvider(DnsServerAddressStreamProviders.unixDefault());
        return new DnsAddressResolverGroup(
                Epoll.isAvailable()
                        ? builder.datagramChannelType(EpollDatagramChannel.class)
                                .socketChannelType(EpollSocketChannel.class)
                        : builder.datagramChannelType(NioDatagramChannel.class)
                                .socketChannelType(NioSocketChannel.class));
    }
}
