;; Functions of clojure.walk that show how walking goes.

(defn prewalk-demo
  "Print every part of a form from the outside in; gives the form."
  [form]
  (clojure.walk/prewalk (fn [part] (print "Walked: ") (prn part) part) form))

(defn postwalk-demo
  "Print every part of a form from the inside out; gives the form."
  [form]
  (clojure.walk/postwalk (fn [part] (print "Walked: ") (prn part) part) form))
