"""Programs that ask for more than an evaluation may have: time, stack or memory without end.

For `test_limits`; every one must end soon, give its memory back and leave the process as it was.
"""

from __future__ import annotations

from typing import Final

LOOPS_AND_RECURSION: Final = r"""
(loop [] (recur))
(while true)
((fn f [] (f)))
((fn f [n] (inc (f n))) 1)
(do (declare b) (defn a [n] (b n)) (defn b [n] (a n)) (a 1))
(letfn [(a [] (b)) (b [] (a))] (a))
(trampoline (fn f [] f))
(sort (fn [a b] (loop [] (recur))) [3 2 1])
(sort-by (fn [a] (loop [] (recur))) [3 2 1])
(loop [v [] i 0] (recur (conj v i) (inc i)))
(loop [v {} i 0] (recur (assoc v i i) (inc i)))
(loop [v #{} i 0] (recur (conj v i) (inc i)))
(loop [v (sorted-map) i 0] (recur (assoc v i i) (inc i)))
(loop [v (sorted-set) i 0] (recur (conj v (- i)) (inc i)))
(loop [v (transient []) i 0] (recur (conj! v i) (inc i)))
(loop [v (transient {}) i 0] (recur (assoc! v i i) (inc i)))
(with-redefs [inc (fn [x] (inc x))] (inc 1))
((fn f [n] (if (pos? n) (do (f (dec n)) (f (dec n))))) 100)
(defn fib [n] (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2))))) (fib 50)
(defn ack [m n] (cond (zero? m) (inc n) (zero? n) (ack (dec m) 1) :else (ack (dec m) (ack m (dec n))))) (ack 4 4)
(make-array Object 1000000000)
(int-array 1000000000)
(object-array 1e9)
(every? (fn [x] (loop [] (recur))) [1])
"""

SWALLOWING: Final = r"""
(let [x (lazy-seq (throw (ex-info "a" {})))] (try (first x) (catch Exception e)) (first x))
(try (loop [] (recur)) (catch Throwable e :caught))
(try (loop [] (recur)) (catch Error e :caught))
(try (loop [] (recur)) (finally (loop [] (recur))))
(try (loop [] (recur)) (finally (println "done")))
(loop [] (try (loop [] (recur)) (finally (recur))))
(while true (try ((fn f [] (f))) (catch Throwable e nil)))
((fn f [] (try (f) (catch Throwable e (f)))))
((fn f [] (try (f) (finally (f)))))
(loop [] (try (throw (ex-info "a" {})) (catch Exception e nil)) (recur))
(loop [] (try (/ 1 0) (catch Exception e nil)) (recur))
(let [d (delay (loop [] (recur)))] (try @d (catch Throwable e 1)) @d)
(loop [] (try (nth [] 1) (catch Exception e nil)) (recur))
"""

SEQUENCES: Final = r"""
(count (range))
(count (range 1e12))
(count (range 1000000000000))
(last (range 1000000000))
(last (range))
(last (iterate inc 0))
(nth (range) 1000000000)
(nth (cycle [1 2]) 1e9)
(drop 1e12 (range))
(first (drop 1e12 (range)))
(reduce * (range 1 1000000))
(reduce * (range 1 1e6))
(reduce + (range))
(reduce + (range 100000000))
(reduce + (range 1e9))
(reduce conj [] (range))
(reduce conj #{} (range))
(reduce conj () (range))
(reduce (fn [m x] (assoc m x x)) {} (range))
(into [] (range))
(into #{} (range))
(into {} (map (fn [x] [x x]) (range)))
(into () (range))
(into (sorted-set) (range))
(vec (range))
(vec (range 1e9))
(set (range))
(sort (range))
(sort (range 900000 0 -1))
(sort-by - (range 900000))
(frequencies (range))
(group-by odd? (range))
(apply + (range))
(apply max (range))
(apply vector (range))
(apply hash-map (range))
(apply (fn [& xs] (count xs)) (range))
(clojure.string/join "," (range))
(distinct (range))
(count (distinct (range)))
(dedupe (range))
(zipmap (range) (range))
(reverse (range))
(reverse (range 1e9))
(count (interleave (range) (range)))
(count (interpose 1 (range)))
(count (partition 2 (range)))
(count (partition-all 1000 (range)))
(count (partition 1000000000 (range)))
(first (partition 1e9 (range)))
(doall (range))
(doall (map inc (range)))
(dorun (map inc (range)))
(run! identity (range))
(every? number? (range))
(some nil? (range))
(not-any? nil? (range))
(= (range) (range))
(= (map inc (range)) (map inc (range)))
(compare (vec (range 900000)) (vec (range 900000)))
(hash (range))
(hash (iterate inc 1))
(str (range))
(str (map inc (range)))
(pr-str (range))
(println (range))
(prn (cycle [1 2 3]))
(range)
(iterate inc 1)
(into-array (range))
(to-array (range))
(to-array-2d (repeat (range)))
(count (for [x (range) y (range 100)] [x y]))
(doseq [x (range) y (range)] nil)
(dotimes [i 1000000000] i)
(reduce + (map #(/ 1 %) (range 1 100000)))
(nth (map first (iterate (fn [[a b]] [b (+' a b)]) [0 1])) 1000000)
"""

WORK_IN_A_LOOP: Final = r"""
(loop [] (= (repeat 100 (vec (range 1000))) (repeat 100 (vec (range 1000)))) (recur))
(let [v (vec (range 100000))] (loop [] (reverse v) (recur)))
(let [v (vec (range 100000))] (loop [] (sort v) (recur)))
(let [v (vec (range 100000))] (loop [] (set v) (recur)))
(let [v (vec (range 100000))] (loop [] (apply + v) (recur)))
(let [v (vec (range 100000))] (loop [] (reduce + v) (recur)))
(let [v (vec (range 100000))] (loop [] (vec (rest v)) (recur)))
(let [v (vec (range 100000))] (loop [] (subvec v 1) (recur)))
(let [v (vec (range 100000))] (loop [] (into [] v) (recur)))
(let [v (vec (range 100000))] (loop [] (count (str v)) (recur)))
(let [v (vec (range 100000))] (loop [] (hash (conj v 1)) (recur)))
(let [v (vec (range 100000))] (loop [] (last v) (recur)))
(let [v (vec (range 100000))] (loop [] (conj v 1) (recur)))
(let [v (vec (range 100000))] (loop [] (assoc v 1 2) (recur)))
(let [v (vec (range 100000))] (loop [] (pop v) (recur)))
(let [v (vec (range 100000))] (loop [] (rseq v) (recur)))
(let [v (vec (range 100000))] (loop [] (frequencies v) (recur)))
(let [v (vec (range 100000))] (loop [] (group-by odd? v) (recur)))
(let [v (vec (range 100000))] (loop [] (distinct? v) (recur)))
(let [v (vec (range 100000))] (loop [] (apply distinct? v) (recur)))
(let [v (vec (range 100000))] (loop [] (apply max v) (recur)))
(let [v (vec (range 100000))] (loop [] (zipmap v v) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (keys m) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (first m) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (seq m) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (assoc m 1 2) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (dissoc m 1) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (merge m m) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (select-keys m (keys m)) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (reduce-kv (fn [a b c] a) 0 m) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (update-vals m inc) (recur)))
(let [m (zipmap (range 100000) (range))] (loop [] (find m 5) (recur)))
(let [m (into (sorted-map) (zipmap (range 100000) (range)))] (loop [] (assoc m 1 2) (recur)))
(let [m (into (sorted-map) (zipmap (range 100000) (range)))] (loop [] (first m) (recur)))
(let [m (into (sorted-map) (zipmap (range 100000) (range)))] (loop [] (subseq m > 5) (recur)))
(let [s (set (range 100000))] (loop [] (conj s 1) (recur)))
(let [s (set (range 100000))] (loop [] (clojure.set/union s s) (recur)))
(let [s (set (range 100000))] (loop [] (clojure.set/difference s #{1}) (recur)))
(let [s (set (range 100000))] (loop [] (= s (conj s -1)) (recur)))
(let [s (set (range 100000))] (loop [] (= (conj s -2) (conj s -1)) (recur)))
(let [s (set (range 100000))] (loop [] (first s) (recur)))
(let [v (vec (range 100000)) t (transient v)] (loop [] (transient v) (recur)))
(let [v (vec (range 100000)) t (transient v)] (loop [] (persistent! (transient v)) (recur)))
(loop [] (ex-info "a" {}) (recur))
(loop [] (first (map inc (range 32))) (recur))
(loop [] (first (for [x (range 32) y (range 32)] [x y])) (recur))
(loop [] (sort-by identity [5 3 1 2 4]) (recur))
(loop [] (defn f [x] x) (recur))
(loop [] (defrecord Q [a b c]) (recur))
(loop [] (defmulti q identity) (recur))
(loop [] (ns-publics 'clojure.core) (recur))
(loop [] (ns-map 'user) (recur))
(loop [] (meta #'inc) (recur))
(loop [] (clojure.walk/postwalk identity [1 [2 [3 [4]]]]) (recur))
(let [v (vec (range 100))] (loop [] (mapv inc v) (recur)))
(let [v (vec (range 100))] (loop [] (dorun (map inc v)) (recur)))
(let [v (vec (range 60))] (loop [] (mapv identity v) (recur)))
(let [v (vec (range 60))] (loop [] (into #{} v) (recur)))
(let [v (vec (range 60))] (loop [] (zipmap v v) (recur)))
(let [v (vec (range 60))] (loop [] (sort-by - v) (recur)))
(let [v (vec (range 60))] (loop [] (sort v) (recur)))
(let [v (vec (range 60))] (loop [] (shuffle v) (recur)))
(let [v (vec (range 60))] (loop [] (partition-by odd? v) (recur)))
(let [v (vec (range 60))] (loop [] (apply str v) (recur)))
(let [v (vec (range 60))] (loop [] (pr-str v) (recur)))
(let [v (vec (range 60))] (loop [] (= v (reverse v)) (recur)))
(let [v (vec (range 60))] (loop [] (distinct? v) (recur)))
(let [v (vec (range 60))] (loop [] (group-by odd? v) (recur)))
(let [v (vec (range 60))] (loop [] (frequencies v) (recur)))
(let [v (vec (range 60))] (loop [] (reduce + v) (recur)))
(let [v (vec (range 60))] (loop [] (apply + v) (recur)))
(let [v (vec (range 60))] (loop [] (apply max v) (recur)))
(let [v (vec (range 60))] (loop [] (apply hash-map v) (recur)))
(let [v (vec (range 60))] (loop [] (apply sorted-set v) (recur)))
(let [v (vec (range 60))] (loop [] (interleave v v) (recur)))
(let [v (vec (range 60))] (loop [] (vec (interleave v v)) (recur)))
(let [v (vec (range 60))] (loop [] (clojure.string/join "," v) (recur)))
(let [v (vec (range 60))] (loop [] (clojure.walk/postwalk identity v) (recur)))
(let [v (vec (range 60))] (loop [] (clojure.set/union (set v) #{1}) (recur)))
(loop [] (select-keys {:a 1 :b 2} [:a :b :c]) (recur))
(loop [] (update-in {:a {:b {:c 1}}} [:a :b :c] inc) (recur))
(loop [] (u/add-days "2026-01-01" 5) (recur))
(loop [] (/ 1 3) (recur))
(loop [] (with-redefs [inc dec] 1) (recur))
(loop [] (isa? Long Number) (recur))
(loop [] (assoc-in {} [:a :b :c :d] 1) (recur))
(loop [] (atom 1) (recur))
(let [a (atom 1)] (loop [] (swap! a inc) (recur)))
(defmulti mm :k) (defmethod mm 1 [x] 1) (loop [] (mm {:k 1}) (recur))
(defprotocol P (pp [x])) (extend-type Long P (pp [x] 1)) (loop [] (pp 1) (recur))
(defrecord R [a b]) (loop [] (->R 1 2) (recur))
(defrecord R [a b]) (let [r (->R 1 2)] (loop [] (assoc r :a 1) (recur)))
(let [f (fn [& xs] xs)] (loop [] (f 1 2 3 4) (recur)))
(let [f (fn [{:keys [a b c]}] a)] (loop [] (f {:a 1}) (recur)))
(let [f (comp inc inc inc inc)] (loop [] (f 1) (recur)))
(loop [] (transduce (comp (map inc) (filter odd?)) + [1 2 3]) (recur))
(loop [] (.toUpperCase "abc") (recur))
(loop [] (String/valueOf 1) (recur))
(loop [] (subvec [1 2 3] 1) (recur))
(loop [] (conj #{1 2 3} 4) (recur))
(loop [] (into [] (range 32)) (recur))
(loop [] (vec (range 64)) (recur))
(loop [] (list 1 2 3 4 5 6 7 8) (recur))
(loop [] (hash-map 1 2 3 4 5 6 7 8) (recur))
(loop [] (sorted-map 1 2 3 4 5 6 7 8) (recur))
(loop [] (compare [1 2 3] [1 2 4]) (recur))
(loop [] (first (sort > [3 1 2])) (recur))
(loop [] (tap> 1) (recur))
"""

TEXT: Final = r"""
(nth (repeat 1) 1e9)
(apply str (repeat 1e9 "x"))
(apply str (repeat "x"))
(apply concat (repeat [1]))
(count (apply concat (repeat [1])))
(clojure.string/join (range 1e9))
(pr-str (repeat 1))
(pr-str (iterate inc 1))
(repeat "x")
(repeat (repeat 1))
(loop [s "x"] (recur (str s s)))
(loop [s "x"] (recur (str s "x")))
(loop [s "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"] (recur (clojure.string/replace s "x" "xx")))
(format "%1000000000d" 1)
(format "%.1000000000f" 1.0)
(format "%1000000000s" "x")
(format "%.1000000000e" 1.0)
(.repeat "x" 1000000000)
(loop [i 0] (keyword (str "k" i)) (recur (inc i)))
(loop [i 0] (symbol (str "k" i)) (recur (inc i)))
(loop [i 0] (intern 'user (symbol (str "k" i)) i) (recur (inc i)))
(loop [i 0] (create-ns (symbol (str "k" i))) (recur (inc i)))
(clojure.string/join (apply str (repeat 1000 "x")) (range 100000))
(let [s (apply str (repeat 1000 "x"))] (loop [] (count (seq s)) (recur)))
(loop [] (format "%100000d" 1) (recur))
(loop [] (println "x") (recur))
(loop [] (print "") (recur))
(loop [] (with-out-str (println "x")) (recur))
(with-out-str (loop [] (println "xxxxxxxxx") (recur)))
(loop [h (make-hierarchy) i 0] (recur (derive h (keyword "a" (str i)) (keyword "a" (str (inc i)))) (inc i)))
(lazy-cat [1 2] (lazy-cat [1] (throw (ex-info "x" {}))))
(loop [] (format "%s %d %.2f" "a" 1 1.5) (recur))
(loop [] (str 1.5) (recur))
(loop [] (binding [*print-length* 5] 1) (recur))
(loop [] (prn-str {:a 1 :b [1 2 3]}) (recur))
(let [s (apply str (repeat 200000 "x"))] (loop [] (clojure.string/upper-case s) (recur)))
(let [s (apply str (repeat 200000 "x"))] (loop [] (clojure.string/reverse s) (recur)))
(let [s (apply str (repeat 200000 "x"))] (loop [] (.indexOf s "xxy") (recur)))
(let [s (apply str (repeat 200000 "x"))] (loop [] (= s (str s)) (recur)))
(let [s (apply str (repeat 200000 "x"))] (loop [] (hash (str s "y")) (recur)))
(let [s (apply str (repeat 200000 "x"))] (loop [] (vec s) (recur)))
(let [s (apply str (repeat 200000 "x"))] (loop [] (first s) (recur)))
(let [s (apply str (repeat 200000 "x"))] (loop [] (seq s) (recur)))
(let [s (apply str (repeat 200000 "x"))] (loop [] (subs s 1) (recur)))
(let [s (apply str (repeat 200000 "x"))] (loop [] (symbol s) (recur)))
(let [s (apply str (repeat 200000 "1"))] (Double/parseDouble s))
(let [s (apply str (repeat 200000 "1"))] (loop [] (parse-double s) (recur)))
(let [s (apply str (repeat 200000 "1"))] (loop [] (parse-long s) (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (first s) (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (.indexOf s "xxy") (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (str s "a") (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (clojure.string/upper-case s) (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (clojure.string/replace s "x" "y") (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (subs s 1) (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (clojure.string/includes? s "xxxxxy") (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (compare s (str s "a")) (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (pr-str s) (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (keyword s) (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (hash s) (recur)))
(let [s (apply str (repeat 20000 "x"))] (loop [] (format "%s%s%s%s" s s s s) (recur)))
(let [s (apply str (repeat 20000 "1"))] (loop [] (parse-double s) (recur)))
"""

NUMBERS: Final = r"""
(reduce *' (range 1 1000000))
(let [s (apply str (repeat 1000000 "1"))] (loop [] (bigint s) (recur)))
(let [s (apply str (repeat 1000000 "1"))] (loop [] (bigdec s) (recur)))
(format "%-99999999999999999999s" "x")
(nth (iterate (fn [x] (*' x x)) 3) 60)
(loop [x 3] (recur (*' x x)))
(loop [x 3N] (recur (* x x x x)))
(loop [x 1/3] (recur (* x x)))
(loop [x 1/3] (recur (+ x (/ 1 (inc (numerator x))))))
(loop [x 1.1M] (recur (* x x)))
(loop [x 2M] (recur (* x x)))
(bigint (apply str (repeat 1e6 "9")))
(bigint (apply str (repeat 1000000 "9")))
(bit-shift-left 1 1000000000)
(.shiftLeft 1N 1000000000)
(.pow 2N 1000000000)
(.setScale 1M 1000000000)
(with-precision 1000000000 (/ 1M 3))
(with-precision 1000000000 (+ 1M 3))
(reduce (fn [a i] (with-precision 10000 (/ 1M (+ a 3M)))) 1M (range 1000000))
1e999999999M
(+ 1e999999999M 1)
(* 1e999999999M 1e999999999M)
(== 1e999999999M 1)
(= 1e999999999M 1)
(= 1e999999999M 1e999999998M)
(compare 1e999999999M 1)
(< 1e999999999M 1)
(< 1e999999999M 1/3)
(< 1e999999999M 1.0)
(hash 1e999999999M)
{1e999999999M 1}
#{1e999999999M 1e-999999999M}
(str 1e999999999M)
(int 1e999999999M)
(long 1e999999999M)
(bigint 1e999999999M)
(biginteger 1e999999999M)
(rationalize 1e999999999M)
(double 1e999999999M)
(float 1e999999999M)
(quot 1e999999999M 3)
(rem 1e999999999M 3)
(mod 1e999999999M 7M)
(rem 1e-999999999M 3)
(quot 3 1e-999999999M)
(/ 1M 1e999999999M)
(/ 1e999999999M 7M)
(with-precision 5 (+ 1e999999999M 1e-999999999M))
(inc 1e-999999999M)
(dec 1e999999999M)
(max 1e999999999M 1)
(abs -1e999999999M)
(zero? 1e999999999M)
(integer? 1e999999999M)
(even? (bigint 1e999999999M))
(format "%f" 1e999999999M)
(format "%e" 1e999999999M)
(format "%d" 1e999999999M)
(.toPlainString 1e999999999M)
(.toBigInteger 1e999999999M)
(.longValue 1e999999999M)
(.intValue 1e999999999M)
(.stripTrailingZeros 1e999999999M)
(.unscaledValue 1e999999999M)
(.precision 1e999999999M)
(.scale 1e999999999M)
(.pow 1e999999999M 99)
(.negate 1e999999999M)
(.movePointLeft 1e999999999M 5)
(nth [1 2 3] 1e999999999M)
(get [1 2 3] 1e999999999M)
(take 1e999999999M (range))
(drop 1e999999999M (range))
(repeat 1e999999999M 1)
(range 1e999999999M)
(count (range 1e999999999M))
(range 0 1e999999999M 1e999999998M)
(vec (range 0 1 1e-999999999M))
(case 1e999999999M 1 2 3)
(subs "abc" 1e999999999M)
(Math/sqrt 1e999999999M)
(Math/floor 1e999999999M)
(Math/round 1e999999999M)
(mod 1e999999999M 1/3)
(* 1e999999999M 1/3)
(* 1e999999999M 1.5)
(number? 1e9999999999999999999M)
1e9999999999999999999M
1e99999999999
(Long/parseLong (apply str (repeat 100000 "9")))
(rationalize 1e-300)
(rationalize 1e300)
(unchecked-multiply 1e999999999M 1e999999999M)
(bit-and 1e999999999M 1)
(sort [1e999999999M 1 1/3 2.0])
(sorted-set 1e999999999M 1 1/3 2.0)
(distinct [1e999999999M 1e999999999M])
(min-key identity 1e999999999M 1)
(let [v (vec (range 100000))] (loop [] (= v (conj (pop v) 99999)) (recur)))
(let [s (apply str (repeat 9999 "1"))] (loop [] (bigint s) (recur)))
(let [n (bigint (apply str (repeat 9999 "1")))] (loop [] (str n) (recur)))
(let [n (bigint (apply str (repeat 4999 "1")))] (loop [] (* n n) (recur)))
(let [n (bigint (apply str (repeat 9999 "1")))] (loop [] (quot n 123456789123456789N) (recur)))
(let [n (bigint (apply str (repeat 9999 "1")))] (loop [] (/ n (inc n)) (recur)))
(let [n (bigint (apply str (repeat 4000 "1"))) r (/ n (inc n))] (loop [] (+ r r) (recur)))
(let [n (bigdec (apply str (repeat 4999 "1")))] (loop [] (* n n) (recur)))
(let [n (bigdec (apply str (repeat 9999 "1")))] (loop [] (quot n 3M) (recur)))
(let [n (bigdec (apply str (repeat 9999 "1")))] (loop [] (rem n 3M) (recur)))
(let [n (bigdec (apply str (repeat 9999 "1")))] (loop [] (str n) (recur)))
(let [n (bigdec (apply str (repeat 9999 "1")))] (loop [] (rationalize n) (recur)))
(let [n (bigdec (apply str (repeat 9999 "1")))] (loop [] (with-precision 9999 (/ n 7)) (recur)))
(loop [] (rationalize 1e-308) (recur))
(loop [] (+ 1e99M 1e-9900M) (recur))
(loop [] (rem 1e9000M 7M) (recur))
(loop [] (quot 1e9000M 7M) (recur))
(loop [] (== 1e99999M 1/3) (recur))
(loop [] (hash 1e99999M) (recur))
(loop [] (.toPlainString 1e99999M) (recur))
(loop [] (bigint 1e99999M) (recur))
(loop [] (.setScale 1M 9999) (recur))
(loop [] (.pow 10M 9999) (recur))
(loop [] (Math/pow 10 9999) (recur))
(loop [] (format "%.99999f" 1.0) (recur))
(bigint (apply str (repeat 30000 "9")))
(count (str (bigint (apply str (repeat 29000 "9")))))
(loop [x 1N] (recur (* x 1000000007)))
(loop [x 1] (recur (*' x 1000000007)))
(loop [x 1N i 1] (recur (/ x i) (inc i)))
(reduce *' (range 1 100000))
(count (str (reduce *' (range 1 5000))))
(numerator (reduce + (map #(/ 1 %) (range 1 3000))))
(loop [x 1.000001M] (recur (* x 1.000001M)))
(loop [a 1N b 1N] (recur b (+ a b)))
(loop [a 1N b 1N i 0] (if (< i 100000) (recur b (+ a b) (inc i)) (count (str a))))
(loop [] (Math/pow 2 0.5) (recur))
(loop [] (bigdec 1.5) (recur))
(loop [] (+ 1.5M 2.5M) (recur))
(loop [] (with-precision 5 (/ 1M 3M)) (recur))
"""

KEYS_OF_ONE_HASH: Final = r"""
(loop [v {} i 0] (recur (assoc v (* i 2305843009213693951N) i) (inc i)))
(loop [v {} i 1] (recur (assoc v (*' i 2305843009213693951) i) (inc i)))
(loop [v #{} i 1] (recur (conj v (/ i 2305843009213693951)) (inc i)))
(loop [v #{} i 1] (recur (conj v (* 1M i 2305843009213693951M)) (inc i)))
(set (map (fn [i] (*' i 2305843009213693951)) (range 100000)))
(frequencies (map (fn [i] (*' i 2305843009213693951)) (range 100000)))
(group-by identity (map (fn [i] (*' i 2305843009213693951)) (range 100000)))
(distinct (map (fn [i] (*' i 2305843009213693951)) (range 100000)))
(count (distinct (map (fn [i] (*' i 2305843009213693951)) (range 100000))))
(zipmap (map (fn [i] (*' i 2305843009213693951)) (range 100000)) (range))
(into {} (map (fn [i] [(*' i 2305843009213693951) 1])) (range 100000))
(into (sorted-map) (map (fn [i] [(*' i 2305843009213693951) 1])) (range 100000))
(apply hash-map (mapcat (fn [i] [(*' i 2305843009213693951) 1]) (range 100000)))
(set (map (fn [i] [(*' i 2305843009213693951)]) (range 100000)))
(set (map (fn [i] {:a (*' i 2305843009213693951)}) (range 100000)))
(set (map (fn [i] (* 1.0 i 2305843009213693951)) (range 100000)))
(let [f (memoize (fn [x] x))] (loop [i 1] (f (*' i 2305843009213693951)) (recur (inc i))))
"""

NESTING: Final = r"""
(nth (iterate inc 0) 1000000000000)
(nth (iterate inc 0) 1e12)
(iterate (fn [x] [x x]) 1)
(nth (iterate (fn [x] [x x]) 1) 100)
(pr-str (nth (iterate (fn [x] [x x]) 1) 100))
(hash (nth (iterate (fn [x] [x x]) 1) 100))
(= (nth (iterate (fn [x] [x x]) 1) 100) (nth (iterate (fn [x] [x x]) 1) 100))
(count (flatten (nth (iterate (fn [x] [x x]) 1) 100)))
(count (str (nth (iterate (fn [x] {x x}) 1) 100)))
(format (apply str (repeat 100000 "%s")) 1)
(nth (nth (iterate (fn [s] (map inc s)) (range 5)) 100000) 1)
(first (nth (iterate (fn [s] (map inc s)) (range 5)) 1000))
(first (reduce (fn [s i] (map inc s)) (range 5) (range 100000)))
(first (reduce (fn [s i] (filter odd? s)) (range 5) (range 100000)))
(first (reduce concat (map list (range 100000))))
(first (reduce (fn [a b] (concat a [b])) [] (range 100000)))
(first (reduce (fn [s i] (lazy-seq s)) (list 1) (range 100000)))
(first (reduce (fn [s i] (rest s)) (range) (range 100000)))
(first (reduce (fn [s i] (cons i s)) nil (range 100000)))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (do v :ok)))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (count (pr-str v))))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (hash v)))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (= v [v])))
(loop [v [] w [] i 0] (if (< i 100000) (recur [v] [w] (inc i)) (= v w)))
(loop [v [] w [] i 0] (if (< i 100000) (recur [v] [w] (inc i)) (compare v w)))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (flatten v)))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (clojure.walk/postwalk identity v)))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (count (tree-seq vector? seq v))))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) #{v}))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) {v 1}))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (str v)))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) v))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (println v)))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (sort [v v])))
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (get-in v (repeat 100000 0))))
(loop [v {} i 0] (if (< i 100000) (recur {:a v} (inc i)) (count (pr-str v))))
(loop [v {} i 0] (if (< i 100000) (recur {:a v} (inc i)) (hash v)))
(loop [v {} i 0] (if (< i 100000) (recur {v v} (inc i)) :ok))
(loop [v #{} i 0] (if (< i 100000) (recur #{v} (inc i)) :ok))
(loop [v () i 0] (if (< i 100000) (recur (list v) (inc i)) (hash v)))
(loop [v () i 0] (if (< i 100000) (recur (list v) (inc i)) :ok))
(loop [v () i 0] (if (< i 100000) (recur (atom v) (inc i)) (pr-str v)))
(loop [v () i 0] (if (< i 100000) (recur (atom v) (inc i)) :ok))
(loop [v nil i 0] (if (< i 100000) (recur (fn [] v) (inc i)) :ok))
(loop [v nil i 0] (if (< i 100000) (recur (lazy-seq v) (inc i)) :ok))
(loop [v nil i 0] (if (< i 100000) (recur (cons 1 v) (inc i)) :ok))
(loop [v nil i 0] (if (< i 100000) (recur (with-meta [] {:a v}) (inc i)) :ok))
(loop [v nil i 0] (if (< i 100000) (recur (ex-info "a" {:a v}) (inc i)) :ok))
(loop [v nil i 0] (if (< i 100000) (recur (ex-info "a" {} v) (inc i)) :ok))
(loop [v nil i 0] (if (< i 100000) (recur (ex-info "a" {} v) (inc i)) (pr-str v)))
(loop [v nil i 0] (if (< i 100000) (recur (ex-info "a" {} v) (inc i)) (throw v)))
(loop [v identity i 0] (if (< i 100000) (recur (comp v inc) (inc i)) (v 1)))
(loop [v identity i 0] (if (< i 100000) (recur (partial v) (inc i)) (v 1)))
(loop [v inc i 0] (if (< i 100000) (recur (complement v) (inc i)) (v 1)))
(reduce comp (repeat 100000 inc))
((reduce comp (repeat 100000 inc)) 1)
((apply comp (repeat 100000 inc)) 1)
(transduce (apply comp (repeat 10000 (map inc))) + [1])
(defrecord R [a]) (loop [v nil i 0] (if (< i 100000) (recur (->R v) (inc i)) (pr-str v)))
(defrecord R [a]) (loop [v nil i 0] (if (< i 100000) (recur (->R v) (inc i)) (hash v)))
(deftype R [a]) (loop [v nil i 0] (if (< i 100000) (recur (->R v) (inc i)) :ok))
(loop [v nil i 0] (if (< i 100000) (recur (reduced v) (inc i)) (pr-str v)))
(clojure.string/escape (apply str (repeat 100000 "a")) {\a (apply str (repeat 1000 "x"))})
(vec (repeat 1000000 (vec (range 1000))))
(count (pr-str (nth (iterate vector 1) 100000)))
(iterate (fn [x] (throw (ex-info "x" {}))) 1)
"""

CYCLES: Final = r"""
(let [a (atom nil)] (reset! a a) (pr-str a))
(let [a (atom nil)] (reset! a [a]) (pr-str a))
(let [a (atom nil)] (reset! a [a]) (hash @a))
(let [a (atom nil)] (reset! a {:a a}) a)
(let [a (volatile! nil)] (vreset! a [a]) a)
(declare v) (def v #'v) (v)
(declare v) (def v #'v) (pr-str v)
(let [a (atom 0)] (add-watch a :k (fn [k r o n] (swap! r inc))) (swap! a inc))
(let [d (atom nil)] (reset! d (delay @@d)) @@d)
(def d (delay @d)) @d
(def s (lazy-seq s)) (first s)
(def s (lazy-seq (cons 1 s))) (take 5 s)
(def s (lazy-seq (cons 1 s))) s
(def s (map inc s)) s
(def s (lazy-seq (map inc s))) (first s)
(loop [v nil i 0] (if (< i 300000) (recur (delay v) (inc i)) :ok))
(let [a (object-array 1)] (aset a 0 a) (pr-str a))
(let [a (object-array 1)] (aset a 0 a) (hash a))
(let [a (object-array 1)] (aset a 0 a) (= a a))
(let [a (object-array 1)] (aset a 0 a) (vec a))
(let [a (object-array 1)] (aset a 0 [a]) (str (vec a)))
"""

REGEXES: Final = r"""
(loop [s "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx"] (recur (clojure.string/replace s #"x" "xx")))
(let [s (apply str (repeat 1000000 "x"))] (loop [] (count (re-seq #"x" s)) (recur)))
(let [s (apply str (repeat 1000000 "x"))] (loop [] (clojure.string/split s #"") (recur)))
(loop [i 0] (re-pattern (str "a{" i "}")) (recur (inc i)))
(loop [i 0] (re-matches (re-pattern (str "(a" i "+)+b")) "aaaaaaaaaaaaa") (recur (inc i)))
(re-matches #"(a+)+b" (apply str (repeat 100000 "a")))
(re-find #"(a|a)*b" (apply str (repeat 100000 "a")))
(re-find #"(?=(a+)+b)" (apply str (repeat 10000 "a")))
(re-find #"(a*)*\1b" (apply str (repeat 10000 "a")))
(re-find #"(.*)(.*)(.*)(.*)(.*)\5b" (apply str (repeat 1000 "a")))
(re-find #"((a{1,100}){1,100}){1,100}b" (apply str (repeat 1000 "a")))
(re-find #"a{1000000}" "a")
(re-find #"(((((a{1,1000}){1,1000}){1,1000}){1,1000}){1,1000})" "a")
(re-pattern (apply str (repeat 100000 "(")))
(re-pattern (str (apply str (repeat 100000 "(")) (apply str (repeat 100000 ")"))))
(re-pattern (apply str (repeat 100000 "a|")))
(re-pattern (apply str (repeat 100000 "[a-z]")))
(count (re-seq #"(?<=a)" (apply str (repeat 100000 "a"))))
(clojure.string/replace (apply str (repeat 100000 "a")) #"a" "$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0")
(clojure.string/replace (apply str (repeat 100000 "a")) #"a" (fn [x] (apply str (repeat 1000 x))))
(clojure.string/split (apply str (repeat 1000000 "a,")) #",")
(let [s (apply str (repeat 100000 "x"))] (loop [] (re-find #"y" s) (recur)))
(loop [] (re-find #"a+b" "xxaaab") (recur))
(loop [] (clojure.string/split "a,b,c,d" #",") (recur))
(loop [] (clojure.string/replace "abc" #"b" "x") (recur))
"""

PROGRAMS_THAT_WRITE_PROGRAMS: Final = r"""
(let [s (apply str (repeat 1000000 "x"))] (loop [] (read-string s) (recur)))
(let [s (apply str (repeat 1000000 "1"))] (read-string s))
(let [s (apply str (repeat 1000000 "("))] (read-string s))
(let [s (apply str (repeat 100000 "["))] (read-string s))
(let [s (str (apply str (repeat 100000 "[")) (apply str (repeat 100000 "]")))] (read-string s))
(read-string "1e999999999N")
(loop [v [] i 0] (if (< i 100000) (recur [v] (inc i)) (eval v)))
(defmacro m [] `(m)) (m)
(defmacro m [] `(do (m))) (m)
(defmacro m [n] `(+ (m ~(dec n)) (m ~(dec n)))) (m 100)
(defmacro m [n] (if (zero? n) 1 `(+ (m ~(dec n)) (m ~(dec n))))) (m 30)
(defmacro m [& b] `(m ~@b ~@b)) (m 1)
(defmacro m [& b] (list 'quote (doall (range)))) (m 1)
(defmacro m [] (loop [] (recur))) (m)
(defmacro m [] (list* '+ (range 500000))) (m)
(defmacro m [] (vec (range 500000))) (count (m))
(loop [] (gensym) (recur))
(loop [] (gensym (apply str (repeat 1000 "x"))) (recur))
(loop [i 0] (eval (list 'def (symbol (str "k" i)) i)) (recur (inc i)))
(loop [i 0] (eval '(fn [] 1)) (recur (inc i)))
(loop [i 0] (load-string "(+ 1 2)") (recur (inc i)))
(loop [i 0] (read-string "[1 2 3]") (recur (inc i)))
(loop [i 0] (macroexpand '(for [a b c d e f g h] (let [{:keys [a b c d]} x] 1))) (recur (inc i)))
(loop [] (eval '(let [{:keys [a b c d e f g]} {}] a)) (recur))
(defmacro m [& xs] (if (seq xs) `(if 1 (m ~@(rest xs)) 2) 3)) (eval (list* 'm (range 1000)))
(defmacro m [& xs] (if (seq xs) `(if 1 (m ~@(rest xs)) 2) 3)) (eval (list* 'm (range 100000)))
(eval (nth (iterate (fn [x] (list 'inc x)) 1) 5000))
(eval (nth (iterate (fn [x] (list 'inc x)) 1) 100000))
(eval (nth (iterate (fn [x] (vector x x)) 1) 30))
(eval (list 'quote (nth (iterate (fn [x] [x x]) 1) 40)))
(macroexpand (nth (iterate (fn [x] (list 'inc x)) 1) 100000))
(read-string (pr-str (nth (iterate vector 1) 100000)))
(clojure.walk/macroexpand-all '(for [a b c d e f] (for [a b c d e f] (for [a b c d e f] 1))))
(clojure.walk/macroexpand-all (nth (iterate (fn [x] (list 'when 1 x)) 1) 300))
(loop [] (clojure.edn/read-string "{:a 1}") (recur))
"""

TEXTS: Final[tuple[str, ...]] = (
    "(+ 1 " * 400 + "1" + ")" * 400,
    "(+ 1 " * 100000 + "1" + ")" * 100000,
    "[" * 100000,
    "'" * 100000 + "a",
    "#" * 100000 + "a",
    "@" * 100000 + "a",
    "^a " * 100000 + "b",
    "#_" * 100000 + "a",
    "`" * 400 + "a",
    "`" * 30 + "(a ~b)",
    "~" * 100000 + "a",
    "{" * 100000,
    "#{" * 100000,
    '"' + "x" * 10000000 + '"',
    "(+ 1 2) " * 100000,
    "[" + "1 " * 1000000 + "]",
    "(+ " + "1 " * 100000 + ")",
    "(cond " + "false 1 " * 100 + ":else 2)",
    "(cond " + "false 1 " * 1000 + ":else 2)",
    "(cond " + "false 1 " * 10000 + ":else 2)",
    "(cond " + "false 1 " * 100000 + ":else 2)",
    "(-> 1 " + "inc " * 400 + ")",
    "(-> 1 " + "inc " * 1000 + ")",
    "(-> 1 " + "inc " * 10000 + ")",
    "(-> 1 " + "inc " * 100000 + ")",
    "(->> 1 " + "(+ 1) " * 10000 + ")",
    "(and " + "true " * 1000 + ")",
    "(and " + "true " * 10000 + ")",
    "(or " + "nil " * 10000 + ")",
    "(case 5 " + " ".join(f"{i} {i}" for i in range(10000)) + " :none)",
    "(case 5 " + " ".join(f"{i} {i}" for i in range(100000)) + " :none)",
    "(case 5 (" + " ".join(f"{i}" for i in range(30000)) + ") 1 :none)",
    "(let [" + " ".join(f"a{i} {i}" for i in range(20000)) + "] a0)",
    "(let [[" + " ".join(f"a{i}" for i in range(20000)) + "] (range)] a0)",
    "(let [{:keys [" + " ".join(f"a{i}" for i in range(20000)) + "]} {}] a0)",
    "(let [" + "[" * 200 + "a" + "]" * 200 + " 1] a)",
    "(let [" + "[a & " * 200 + "a" + "]" * 200 + " (range)] a)",
    "(fn [" + " ".join(f"a{i}" for i in range(20000)) + "] 1)",
    "(loop ["
    + " ".join(f"a{i} {i}" for i in range(2000))
    + "] (recur "
    + " ".join(f"a{i}" for i in range(2000))
    + "))",
    "(for [" + " ".join(f"a{i} [1 2]" for i in range(50)) + "] 1)",
    "(count (for [" + " ".join(f"a{i} [1 2]" for i in range(30)) + "] 1))",
    "(doseq [" + " ".join(f"a{i} [1 2]" for i in range(30)) + "] 1)",
    "(loop [] " + "(+ 1 (+ 1 (+ 1 (+ 1 1))))" * 2000 + " (recur))",
    "(loop [] " + "x " * 0 + "(do " + "1 " * 20000 + ") (recur))",
    "(loop [] [" + "1 " * 20000 + "] (recur))",
    "(loop [] {" + " ".join(f"{i} {i}" for i in range(20000)) + "} (recur))",
    "(loop [] #{" + " ".join(f"{i}" for i in range(20000)) + "} (recur))",
    "(loop [] (let [" + "a 1 " * 20000 + "] (recur)))",
    "(loop [] " + "(if 1 2) " * 10000 + "(recur))",
    "(loop [] (fn [] " + "1 " * 100 + ") (recur))",
    "(str " + '"abc" ' * 50000 + ")",
    "1" * 1000000,
    "1e" + "9" * 1000000,
    "1." + "9" * 1000000,
    "1." + "9" * 1000000 + "M",
    "9" * 100000 + "N",
    "1/" + "9" * 30000,
    "0x" + "f" * 100000,
    "36r" + "z" * 100000,
    ":" + "k" * 1000000,
    "\\u" + "0" * 100000,
    '#"' + "(" * 10000 + ")" * 10000 + '"',
    '#"' + "a{1000}" * 1000 + '"',
    '#"' + "[" * 10000 + '"',
    '#"' + "(a|" * 10000 + '"',
    "^{:a " * 500 + "1" + "} b" * 500,
    "(def ^{:doc " + '"x"' + " } a 1) " * 3,
    "; comment\n" * 500000,
    ", " * 2000000,
    '"' * 1000001,
    "(" + "\n" * 1000000,
    "(quote " + "(" * 500 + ")" * 500 + ")",
    "(try " * 300 + "1" + " (finally 1))" * 300,
    "(let [a 1] " * 400 + "a" + ")" * 400,
    "(fn [] " * 400 + "a" + ")" * 400,
    "((fn [] " * 250 + "1" + "))" * 250,
    "(for [a [1]] " * 150 + "a" + ")" * 150,
    "(defmacro m [& b] `(let [~'a 1] ~@b)) " + "(m " * 400 + "a" + ")" * 400,
    "(fn [x] " + "#(" * 1 + "+ % 1)" + ")",
)

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "loops and recursion": tuple(LOOPS_AND_RECURSION.strip().splitlines()),
    "swallowing": tuple(SWALLOWING.strip().splitlines()),
    "sequences": tuple(SEQUENCES.strip().splitlines()),
    "work in a loop": tuple(WORK_IN_A_LOOP.strip().splitlines()),
    "text": tuple(TEXT.strip().splitlines()),
    "numbers": tuple(NUMBERS.strip().splitlines()),
    "keys of one hash": tuple(KEYS_OF_ONE_HASH.strip().splitlines()),
    "nesting": tuple(NESTING.strip().splitlines()),
    "cycles": tuple(CYCLES.strip().splitlines()),
    "regexes": tuple(REGEXES.strip().splitlines()),
    "programs that write programs": tuple(PROGRAMS_THAT_WRITE_PROGRAMS.strip().splitlines()),
    "texts": TEXTS,
}
