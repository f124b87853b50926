package dev.caravan.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A process and its descendants as Linux accounts for them under {@code /proc}. */
record ProcessTree(long pid) {

    private static final int TICKS_PER_SECOND = 100;

    /** User and system time so far, in microseconds; the kernel reports it in steps of 10 ms. */
    long cpuMicros() {
        return pids().mapToLong(ProcessTree::cpuTicks).sum() * (1_000_000 / TICKS_PER_SECOND);
    }

    /** Resident memory now, in MiB. */
    double rssMib() {
        return pids().mapToLong(ProcessTree::rssKib).sum() / 1024.0;
    }

    private Stream<Long> pids() {
        return ProcessHandle.of(pid).stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .map(ProcessHandle::pid);
    }

    private static long cpuTicks(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long rssKib(long pid) {
        return read(Path.of("/proc/" + pid + "/status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static String read(Path path) {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("the measured process has ended", e);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + path, e);
        }
    }
}
