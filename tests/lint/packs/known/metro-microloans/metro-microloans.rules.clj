;; metro microloans / group lending

(defrule id-check-new
  ;; brand-new loans only
  :when (and (= loan-status "Open") (< status-loan-age 5))
  :then [(customer/validate-phone {:role "primary"}) (checklist/check {:checklist "Micro" :items ["ID check"]})]
  :once :never-again)

(defrule sms-late-1-6
  :when (and (= loan-status "Open") (> status-days-past-due 0) (< status-days-past-due 7))
  :then [(checklist/check {:checklist "Micro" :items ["SMS"]})])

(defrule group-leader-7
  ;; a week late: tell the leader of the group
  :when (and (= loan-status "Open") (>= status-days-past-due 7) (< status-days-past-due 21))
  :then [(checklist/check {:checklist "Micro" :items ["Group leader told"]})])

(defrule call-queue
  :when (and (= loan-status "Open") (< 7 status-days-past-due 29) (< 3M status-amount-due))
  :then [(loan/set {:add-portfolios ["Call Queue"]})])

(defrule field-visit-30
  :when (and (= loan-status "Open") (>= status-days-past-due 30))
  :then [(loan/set {:add-portfolios ["Field" "Collections"] :remove-portfolios ["Call Queue"]})])

(defrule recalled-from-field
  "Caught up."
  :when (and (= true (-> portfolio :2 :active)) (< status-days-past-due 7))
  :then [(loan/set {:remove-portfolios ["Field" "Collections"]})])

(defrule pause
  "Sickness pause, for members up to two weeks late."
  :when (and (= (-> settings-custom-fields :9 :value) "1") (<= status-days-past-due 14))
  :then [(loan/set {:loan-sub-status "Paused"}) (apd/reset {:type "zero"}) (dpd/reset)]
  :examples [{:given {:settings-custom-fields {:9 {:value "1"}} :status-days-past-due 14} :fires true}
             {:given {:settings-custom-fields {:9 {:value "1"}} :status-days-past-due 15} :fires false}])

(defrule never-paid
  "Nothing was ever paid and the loan is over ten days late: fraud desk."
  :when (and (= loan-status "Open") (= payments-count 0) (> status-days-past-due 10))
  :then [(loan/set {:loan-sub-status "Fraud Process"})])

(defrule autopay-off
  :when (and (= loan-status "Open") (or (> payments-nsf-count 2) (> status-days-past-due 20)))
  :then [(loan/set {:autopay-status "suspend"})])

(defrule autopay-on
  :when (and (= false settings-autopay-enabled) (<= status-days-past-due 0) (< payments-nsf-count 3))
  :then [(loan/set {:autopay-status "continue"})])

(defrule loss-90
  :when (and (= loan-status "Open") (> status-days-past-due 90))
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Charged Off"})
         (credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "90" :date :current-date})])

(defrule do-not-lend
  :when (and (= loan-sub-status "Charged Off") (>= status-net-charge-off 20M))
  :then [(loan/set {:add-portfolios ["Do Not Lend"]})])

(defrule graduate
  "Graduates may borrow individually."
  :when (and (= loan-sub-status "Repaying") (> status-loan-age 364) (= status-24-dpd-30 0) (<= status-unique-delinquencies 2))
  :then [(loan/set {:add-portfolios ["Graduates"]})])

(defrule crumbs
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 2M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "crumbs" :date :current-date})])

(defrule fee-forgiveness
  "First late fee is on us when it is $5 or less."
  :when (and (> status-due-fees 0M) (<= status-due-fees 5M) (< status-24-dpd-30 1))
  :then [(credit/add {:type "Fees only" :category "Fee waiver" :charge-off false :amount {:base :due-fees :plus 0M} :info "first fee" :date :current-date})]
  :once :never-again)
